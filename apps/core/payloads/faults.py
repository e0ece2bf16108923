"""What is wrong with a document: where, which kind of fault, in words. What stands there is never repeated."""

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import quote

from apps.core.errors import DomainError

Path = tuple[str | int, ...]
MOST_TOLD = 20


@dataclass(frozen=True)
class Fault:
    """One place at fault. `code` is `missing`, `null`, `wrong_type`, `invalid` or `unexpected`."""

    path: Path
    code: str
    detail: str

    @property
    def pointer(self) -> str:
        """The place as a JSON Pointer (RFC 6901)."""
        return pointer_to(self.path)


class PayloadRefused(DomainError):
    """A document that cannot be read; `faults` has all of its faults."""

    code = "payload_refused"

    def __init__(self, faults: Sequence[Fault]) -> None:
        told = [f"{fault.pointer or 'the whole'}: {fault.detail}" for fault in faults[:MOST_TOLD]]
        if len(faults) > MOST_TOLD:
            told.append(f"and {len(faults) - MOST_TOLD} more")
        super().__init__(f"The document cannot be read. {' '.join(told)}")
        self.faults = tuple(faults)


def pointer_to(path: Path) -> str:
    """`/lines/0/sku`: the JSON Pointer (RFC 6901) of a place; empty for the whole document."""
    return "".join(f"/{str(step).replace('~', '~0').replace('/', '~1')}" for step in path)


def fragment_to(path: Path) -> str:
    """`#/lines/0/sku`: the same as a fragment of an address, which is how problem documents write it (RFC 9457)."""
    return f"#{quote(pointer_to(path), safe='/~!$&()*+,;=:@?')}"
