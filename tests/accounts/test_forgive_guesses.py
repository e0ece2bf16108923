"""`manage.py forgive_guesses`."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from apps.accounts.models import User
from apps.accounts.services.guesses import digest_of, take_guess
from apps.core.errors import TooOften
from apps.core.models import AuditEntry

EMAIL = "owner@vitrine.example"


def run(*arguments: str) -> str:
    out = StringIO()
    call_command("forgive_guesses", *arguments, stdout=out)
    return out.getvalue()


@pytest.fixture
def locked(people: dict[str, User]) -> None:
    for _ in range(5):
        take_guess(email=EMAIL, address="")


def test_the_account_may_try_again_and_the_trail_keeps_why(locked: None) -> None:
    assert run("Owner@Vitrine.example", "--reason", "called back") == f"{digest_of(email=EMAIL)}: may try again\n"
    take_guess(email=EMAIL, address="")
    assert AuditEntry.objects.get(action="accounts.guesses_forgiven").reason == "called back"


def test_a_dry_run_only_says_what_the_log_calls_the_account(locked: None) -> None:
    assert run(EMAIL, "--dry-run") == f"{digest_of(email=EMAIL)}\n"
    with pytest.raises(TooOften):
        take_guess(email=EMAIL, address="")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [((EMAIL,), "Say why, with --reason."), (("nobody@vitrine.example",), "Nobody signs in with this address.")],
)
def test_what_is_missing_is_said(locked: None, arguments: tuple[str, ...], words: str) -> None:
    with pytest.raises(CommandError, match=words):
        run(*arguments)
    assert not AuditEntry.objects.filter(action="accounts.guesses_forgiven").exists()
