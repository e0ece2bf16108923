"""The head of an object's page: what somebody on the telephone asks first, and the ways to the objects beside it."""

from dataclasses import dataclass, field

from django.db.models import Model
from django.utils.safestring import SafeString

from apps.core.backoffice.cells import object_url
from apps.core.backoffice.figures import Figure


@dataclass(frozen=True)
class Neighbour:
    """The object before or after this one."""

    name: str
    url: str

    @classmethod
    def of(cls, target: Model | None) -> "Neighbour | None":
        return cls(str(target), object_url(type(target), target.pk)) if target else None


@dataclass(frozen=True, kw_only=True)
class Heading:
    """Name, states, one figure, facts as (title, cell); `printed` offers the page as a sheet of paper."""

    name: str
    kind: str
    states: list[SafeString] = field(default_factory=list)
    figure: Figure | None = None
    facts: list[tuple[str, SafeString]] = field(default_factory=list)
    before: Neighbour | None = None
    after: Neighbour | None = None
    printed: bool = False
