"""What the dialogs on a product's page ask."""

from django import forms
from unfold.forms import BaseDialogForm
from unfold.widgets import UnfoldAdminDecimalFieldWidget, UnfoldAdminIntegerFieldWidget, UnfoldAdminTextInputWidget

from apps.catalog.rules.prices import PLACES
from apps.catalog.rules.stock import LARGEST


def units(label: str, *, least: int, about: str = "") -> forms.IntegerField:
    """A number of units of stock."""
    return forms.IntegerField(
        label=label, min_value=least, max_value=LARGEST, help_text=about, widget=UnfoldAdminIntegerFieldWidget
    )


def why(about: str, *, required: bool = True) -> forms.CharField:
    """The reason that the history keeps."""
    return forms.CharField(
        label="Reason", max_length=300, required=required, help_text=about, widget=UnfoldAdminTextInputWidget
    )


class SetPriceForm(BaseDialogForm):
    """What a product costs, from when on, and why."""

    amount = forms.DecimalField(
        max_digits=12,
        decimal_places=PLACES,
        help_text=f"For one unit, in the shop's currency, with up to {PLACES} decimals.",
        widget=UnfoldAdminDecimalFieldWidget,
    )
    reason = why("Such as “supplier's list of January”.")
    valid_from = forms.DateTimeField(
        label="From",
        required=False,
        help_text="UTC. Empty: from now on.",
        widget=UnfoldAdminTextInputWidget(attrs={"type": "datetime-local"}),
    )


class ReceiveForm(BaseDialogForm):
    """How many units came in."""

    quantity = units("Units", least=1)
    reason = why("Such as the number of the delivery note. May be empty.", required=False)


class AdjustForm(BaseDialogForm):
    """How many units there are more or fewer."""

    quantity = units("Units more", least=-LARGEST, about="With a minus sign for fewer.")
    reason = why("Such as “broken in the warehouse”.")


class ReserveForm(BaseDialogForm):
    """How many units are promised to somebody."""

    quantity = units("Units", least=1)
    reason = why("Such as whom they are for.")


class ReleaseForm(BaseDialogForm):
    """How many units are promised no more."""

    quantity = units("Units", least=1)
    reason = why("Such as “not fetched”.")


class TakeStockForm(BaseDialogForm):
    """How many units somebody counted."""

    counted = units("Units counted", least=0, about="All that lie there, the reserved ones too.")
    reason = why("Such as “yearly count”.")
