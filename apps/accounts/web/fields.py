"""How fields of these pages look: a label above each, nothing that vanishes when somebody begins to type."""

from django.forms import BaseForm


def plainly(form: BaseForm) -> None:
    """Take out what allauth's forms write into the fields themselves."""
    form.label_suffix = ""
    for field in form.fields.values():
        field.widget.attrs.pop("placeholder", None)
