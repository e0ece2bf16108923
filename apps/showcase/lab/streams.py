"""What ways yield instead of returning it: read as it comes, counted and compared, never held in memory."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass

FIRST = 10


@dataclass(frozen=True)
class Streamed:
    """How many pieces of text came, a digest of all, and the first few."""

    pieces: int
    digest: str
    first: tuple[str, ...]

    def __len__(self) -> int:
        return self.pieces

    def __str__(self) -> str:
        more = self.pieces - len(self.first)
        return "".join(self.first) + (f"… and {more:,} more" if more else "")


def read_to_the_end(stream: Iterator[str]) -> Streamed:
    """Read all of it."""
    digest, pieces, first = hashlib.blake2b(digest_size=16), 0, []
    for piece in stream:
        digest.update(piece.encode())
        pieces += 1
        if pieces <= FIRST:
            first.append(piece)
    return Streamed(pieces, digest.hexdigest(), tuple(first))
