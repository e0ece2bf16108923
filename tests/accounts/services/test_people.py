"""Creating people."""

import pytest
from django.core.management import CommandError, call_command

from apps.accounts.admin.forms import PersonField
from apps.accounts.models import User
from apps.accounts.services.people import create_person
from apps.core.contacts import ContactRefused


def test_an_address_has_one_spelling_and_opens_in_every_one(db: None) -> None:
    ada = create_person(email=" Ada@MÜNCHEN.example", password=None, role="support", by=None, reason="new")
    assert ada.email == "Ada@xn--mnchen-3ya.example"
    for spelling in ("ada@münchen.example", "ADA@xn--mnchen-3ya.EXAMPLE"):
        assert User.objects.with_email(spelling).get() == PersonField().clean(spelling) == ada
    assert not User.objects.with_email("ädä@").exists()


def test_what_is_no_address_makes_nobody(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(ContactRefused) as refused:
        create_person(email="ada@localhost", password=None, role="support", by=None, reason="new")
    assert (refused.value.code, refused.value.field) == ("email_domain_invalid", "email")
    monkeypatch.setenv("DJANGO_SUPERUSER_PASSWORD", "of a first owner")
    with pytest.raises(CommandError, match=r"No mail can be sent there"):
        call_command("createsuperuser", "--noinput", email="ada@shop.local")
    assert not User.objects.exists()
