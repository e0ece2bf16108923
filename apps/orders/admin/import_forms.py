"""What an import in the admin asks for: the file, then how to import it."""

from functools import cache
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

from django import forms

from apps.orders.enums import ImportMode

DEFAULT_ZONE = "Europe/London"
REGIONS = ("Africa", "America", "Antarctica", "Arctic", "Asia", "Atlantic", "Australia", "Europe", "Indian", "Pacific")


@cache
def zones() -> list[tuple[str, str]]:
    """The time zones of places, and UTC; looked up on the disk once."""
    names = sorted(name for name in available_timezones() if name == "UTC" or name.split("/")[0] in REGIONS)
    return [(name, name.replace("_", " ")) for name in names]


class OrderFileForm(forms.Form):
    file = forms.FileField()


class ImportSettingsForm(forms.Form):
    """Mode, time zone, and whether it is a dry run."""

    mode = forms.TypedChoiceField(choices=ImportMode, coerce=ImportMode, widget=forms.RadioSelect)
    timezone = forms.TypedChoiceField(choices=zones, coerce=ZoneInfo)
    dry_run = forms.BooleanField(required=False)

    def __init__(self, data: Any = None, **options: Any) -> None:
        """Without a `mode` the form is only shown: what is said is kept as the first choice."""
        asked = data if data and "mode" in data else None
        super().__init__(asked, **options)

    @staticmethod
    def first_choices(asked: dict[str, str], *, faultless: bool) -> dict[str, str]:
        """What the form begins with: as `asked`, otherwise what suits the file."""
        suits = ImportMode.ALL_OR_NOTHING if faultless else ImportMode.SKIP_BAD
        mode = asked.get("mode", "")
        return {"mode": mode if mode in ImportMode.values else suits.value, "timezone": zone_of(asked).key}


def zone_of(asked: dict[str, str]) -> ZoneInfo:
    """The zone that was asked for; the usual one where it was none, or no zone."""
    known = dict(zones())
    name = asked.get("timezone", "")
    return ZoneInfo(name if name in known else DEFAULT_ZONE)
