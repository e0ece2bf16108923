"""The page about one's own security: sessions and password."""

import pytest
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.forms import Form, PasswordInput
from django.test import Client
from django.utils import timezone

from apps.accounts.models import User
from apps.accounts.rules.browsers import browser_name
from apps.accounts.services.sessions import clear_ended_sessions, end_sessions
from apps.accounts.web.reset import KeyForm
from apps.accounts.web.second_step import PasswordAgainForm
from apps.accounts.web.security import OwnPasswordForm
from apps.accounts.web.sign_in import SignInForm
from apps.core.observability.secrets import NAMES
from tests.accounts.web.test_sign_in import entries, sign_in
from tests.conftest import PASSWORD

NEW = "another horse, another battery"
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:150.0) Gecko/20100101 Firefox/150.0"


@pytest.fixture
def owner(people: dict[str, User]) -> User:
    return people["owner"]


@pytest.fixture
def here(owner: User) -> Client:
    return signed_in(owner)


@pytest.fixture
def elsewhere(owner: User) -> Client:
    return signed_in(owner, headers={"User-Agent": FIREFOX})


def signed_in(user: User, **more: object) -> Client:
    client = Client(**more)
    assert sign_in(client, user.email).status_code == 302
    return client


def inside(client: Client) -> bool:
    return bool(client.get("/api/v2/me/").status_code == 200)


def test_the_page_lists_the_sessions_this_one_first(here: Client, elsewhere: Client) -> None:
    Client().get("/sign-in/")
    listed = here.get("/security/").context["sessions"]
    assert [(one["browser"], one["here"], one["row"].ip) for one in listed] == [
        ("A program without a name", True, "127.0.0.1"),
        ("Firefox on Linux", False, "127.0.0.1"),
    ]


def test_ending_one_ends_it_at_once_and_no_other(here: Client, elsewhere: Client, owner: User) -> None:
    session = UserSession.objects.get(session_key=elsewhere.session.session_key)
    assert here.post(f"/security/sessions/{session.pk}/end/").url == "/security/"
    assert (inside(elsewhere), inside(here)) == (False, True)
    assert entries("sessions_ended") == [(owner.pk, str(owner.pk), {"sessions": 1})]


def test_sessions_of_others_are_not_found(here: Client, people: dict[str, User]) -> None:
    other = signed_in(people["support"])
    session = UserSession.objects.get(session_key=other.session.session_key)
    assert here.post(f"/security/sessions/{session.pk}/end/").status_code == 404
    assert inside(other)


def test_ending_all_others_leaves_this_one(here: Client, elsewhere: Client) -> None:
    here.post("/security/sessions/end/")
    assert (inside(elsewhere), inside(here), UserSession.objects.count()) == (False, True, 1)


def test_the_shop_can_end_all_sessions_of_somebody(here: Client, elsewhere: Client, owner: User) -> None:
    assert end_sessions(user=owner, by=None) == 2
    assert (inside(elsewhere), inside(here)) == (False, False)


def test_closing_an_account_shuts_its_sessions_out(here: Client, owner: User) -> None:
    User.objects.filter(pk=owner.pk).update(is_active=False)
    assert not inside(here)


def test_another_password_ends_every_other_session(here: Client, elsewhere: Client, owner: User) -> None:
    before = here.session.session_key
    answer = change(here)
    assert (answer.status_code, answer.url) == (302, "/security/")
    assert (inside(elsewhere), inside(here)) == (False, True)
    assert here.session.session_key != before
    assert UserSession.objects.get().session_key == here.session.session_key
    assert entries("password_changed") == [(owner.pk, str(owner.pk), None)]
    assert sign_in(Client(), owner.email, NEW).status_code == 302
    assert sign_in(Client(), owner.email).status_code == 200


def change(client: Client, **typed: str) -> object:
    rightly = {"old_password": PASSWORD, "password": NEW, "password_again": NEW}
    return client.post("/security/password/", rightly | typed)


@pytest.mark.parametrize(
    ("typed", "field", "words"),
    [
        ({"old_password": "wrong"}, "old_password", "This is not your password."),
        ({"password_again": "something else entirely"}, "password_again", "The two are not the same."),
        ({"password": "short", "password_again": "short"}, "password", "This password is too short."),
    ],
)
def test_what_is_wrong_is_said_beside_the_field(
    here: Client, owner: User, typed: dict[str, str], field: str, words: str
) -> None:
    errors = change(here, **typed).context["form"].errors
    assert list(errors) == [field]
    assert words in str(errors[field])
    owner.refresh_from_db()
    assert owner.check_password(PASSWORD)


def test_strangers_are_asked_to_sign_in(client: Client, db: None) -> None:
    for page in ("", "password/", "app/", "recovery-codes/", "passkeys/add/"):
        assert client.get(f"/security/{page}").url.startswith("/sign-in/?next=")


def test_sessions_that_ran_out_leave_nothing_behind(here: Client, elsewhere: Client) -> None:
    Session.objects.filter(session_key=elsewhere.session.session_key).update(expire_date=timezone.now())
    assert clear_ended_sessions() == 1
    assert UserSession.objects.get().session_key == here.session.session_key == Session.objects.get().session_key


@pytest.mark.parametrize(
    ("told", "name"),
    [
        (FIREFOX, "Firefox on Linux"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) Version/19.0 Mobile Safari/604.1", "Safari on iPhone"),
        ("Mozilla/5.0 (Windows NT 10.0) Chrome/150.0 Safari/537.36 Edg/150.0", "Edge on Windows"),
        ("curl/8.20", "curl"),
        ("", "A program without a name"),
    ],
)
def test_browsers_have_the_names_people_know(told: str, name: str) -> None:
    assert browser_name(told) == name


@pytest.mark.parametrize("form", [OwnPasswordForm, KeyForm, SignInForm, PasswordAgainForm])
def test_every_field_for_a_password_is_named_so_that_no_log_keeps_it(form: type[Form]) -> None:
    fields = form.base_fields
    hidden = [name for name, field in fields.items() if isinstance(field.widget, PasswordInput)]
    assert hidden
    assert [name for name in hidden if not NAMES.search(name)] == []
