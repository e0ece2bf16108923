"""Which version of the API a request asks for: by its address, else by `?version=1`, else by `Accept: ...; version=1`.

All three lead to the same views. The address has the last word, and whoever says two different things is told so.
"""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Any

from django.conf import settings
from django.core.exceptions import SuspiciousOperation
from django.http import HttpRequest
from django.urls import ResolverMatch, resolve
from django.utils import timezone
from rest_framework.exceptions import APIException, ErrorDetail
from rest_framework.request import Request
from rest_framework.versioning import NamespaceVersioning

from apps.core.rest.field_errors import ParameterError

API = "/api/"
PARAMETER = "version"
VERSIONED = re.compile(rf"{API}(v[0-9]+)(?:/|$)")


class VersionUnknown(APIException):
    """The version that is asked for does not exist."""

    status_code, default_code = 406, "version_unknown"


@dataclass(frozen=True)
class Version:
    """A version by its number, and from when on it is deprecated and gone; None where that is not decided."""

    number: str
    deprecated_at: datetime | None
    sunset_at: datetime | None

    @property
    def name(self) -> str:
        return f"v{self.number}"

    @property
    def is_over(self) -> bool:
        return self.sunset_at is not None and self.sunset_at <= timezone.now()


@dataclass(frozen=True)
class Difference:
    """Something that an old version calls or does otherwise than the next one, and how a client moves.

    `where` is the address it is about, without its version, or what it is about everywhere.
    """

    where: str
    before: str
    after: str
    move: str


def versions() -> dict[str, Version]:
    """Every version by its name (`v1`), oldest first."""
    return {
        name: Version(name.removeprefix("v"), midnight(dates.get("deprecated")), midnight(dates.get("sunset")))
        for name, dates in settings.API_VERSIONS.items()
    }


def midnight(day: date | None) -> datetime | None:
    return None if day is None else datetime.combine(day, time(), UTC)


@dataclass(frozen=True)
class Asked:
    """What a request says about versions: names (`v1`), as far as it says anything."""

    by_address: str | None
    by_parameter: str | None
    by_accept: tuple[str, ...]
    """In order of preference."""
    accepts_any: bool

    @property
    def version(self) -> str | None:
        """The version that answers; None when none was asked for, or none that there is."""
        accepted = next((name for name in self.by_accept if name in settings.API_VERSIONS), None)
        found = self.by_address or self.by_parameter or accepted
        return found if found in settings.API_VERSIONS else None

    def check(self) -> None:
        """Raises VersionUnknown, or ParameterError that names what contradicts what."""
        if self.version is None and (self.by_parameter or not self.accepts_any):
            raise VersionUnknown
        if self.version is None:
            newest = [*versions().values()][-1]
            words = (
                f"Say which version: `{API}{newest.name}/...`, `?{PARAMETER}={newest.number}` or"
                f" `Accept: application/json; {PARAMETER}={newest.number}`."
            )
            raise ParameterError({PARAMETER: [ErrorDetail(words, "version_missing")]})
        contradictions: dict[str, list[ErrorDetail]] = {}
        if self.by_parameter not in (None, self.version):
            contradictions[PARAMETER] = [self._contradiction()]
        if not self.accepts_any and self.version not in self.by_accept:
            contradictions["Accept"] = [self._contradiction()]
        if contradictions:
            raise ParameterError(contradictions)

    def _contradiction(self) -> ErrorDetail:
        number = (self.version or "").removeprefix("v")
        return ErrorDetail(f"Version {number} is asked for already, this asks for another.", "version_contradiction")


def read_asked(request: HttpRequest) -> Asked:
    """What the request says. Raises SuspiciousOperation for a query string that nobody can read."""
    found = VERSIONED.match(request.path_info)
    parameter = request.GET.get(PARAMETER)
    accepted = [media_type.params.get(PARAMETER) for media_type in request.accepted_types]
    numbers = [str(number) for number in accepted if number]
    return Asked(
        by_address=found[1] if found else None,
        by_parameter=None if parameter is None else f"v{parameter}",
        by_accept=tuple(f"v{number}" for number in numbers),
        accepts_any=not all(accepted) or not accepted,
    )


def names_version(path: str) -> bool:
    return VERSIONED.match(path) is not None


def find(path: str, version: str) -> ResolverMatch | None:
    """What a version has at an address that names none, `/api/orders/`."""
    match = resolve(path.replace(API, f"{API}{version}/", 1))
    return match if version in match.namespaces else None


def version_of(request: HttpRequest) -> str | None:
    """The version whose answer the request gets, whatever becomes of it; None where there are no versions."""
    if not request.path_info.startswith(API):
        return None
    if found := VERSIONED.match(request.path_info):
        return found[1] if found[1] in settings.API_VERSIONS else None
    try:
        asked = read_asked(request).version
    except SuspiciousOperation:
        return None  # nobody can read what it asks for
    return asked if asked and find(request.path_info, asked) else None


class Versioning(NamespaceVersioning):
    """The namespace of the address says the version; nothing else in the request may say another one."""

    def determine_version(self, request: Request, *args: Any, **kwargs: Any) -> Any:
        version = super().determine_version(request, *args, **kwargs)
        if version is not None:
            read_asked(request._request).check()
        return version
