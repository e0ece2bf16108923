"""Countries as people read them: by name, with the code that the API and files use."""

from collections.abc import Iterator
from typing import Any

from django.utils.html import format_html
from django.utils.safestring import SafeString

from apps.core.backoffice.filters import DistinctValuesFilter
from apps.core.backoffice.refusals import UnreadableFilter
from apps.core.rest.filters import capitals
from apps.orders.rules.countries import COUNTRIES


def country_name(code: str) -> str:
    """The usual English name; the code itself where the shop knows none."""
    return COUNTRIES.get(code, (code,))[0]


def country_text(code: str) -> SafeString:
    return format_html("{} <code>{}</code>", country_name(code), code)


class CountryFilter(DistinctValuesFilter):
    """The countries that occur, by name. An address may have the code in small letters; one that is none is refused."""

    def __init__(self, field: Any, request: Any, params: dict[str, Any], *args: Any, **kwargs: Any) -> None:
        if asked := params.get(field.name):
            params[field.name] = [capitals(code) for code in asked]
            for code in params[field.name]:
                if code not in COUNTRIES:
                    raise UnreadableFilter(f"Country cannot be “{code[:80]}”.")
        super().__init__(field, request, params, *args, **kwargs)
        self.lookup_choices = sorted(self.lookup_choices, key=country_name)

    def choices(self, changelist: Any) -> Iterator[Any]:
        everything, *countries = super().choices(changelist)
        yield everything
        for code, choice in zip(self.lookup_choices, countries, strict=True):
            # Behind the code stands how many rows it has.
            yield {**choice, "display": f"{country_name(code)} ({code}){choice['display'].removeprefix(code)}"}
