"""The digest of a multiset of rows: the same rows in another order have the same digest, other rows another one.

The sum of the rows' hashes, not their XOR: with XOR any row that is there twice would cancel itself out, and order
files do hold equal rows. The number of rows is compared beside it.
"""

from collections.abc import Iterable
from hashlib import blake2b

BITS = 128


def sum_of_hashes(rows: Iterable[str], *, head: str = "") -> int:
    """The sum of the rows' hashes. A row is `head` and its own text: eight values with tabs between them."""
    return sum(map(int.from_bytes, [blake2b((head + row).encode(), digest_size=BITS // 8).digest() for row in rows]))


def digest_text(total: int) -> str:
    """The sum of row hashes as it is kept on the order: 32 hexadecimal digits."""
    return f"{total % (1 << BITS):032x}"
