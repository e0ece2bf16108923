"""Signing in with a real browser and a virtual device for passkeys: every step, and how each page of it looks."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from playwright.sync_api import Page

from apps.accounts.models import Role, User
from apps.accounts.services.people import create_person
from tests.accounts.web.test_second_factor import codes_of
from tests.browser.conftest import Visit, Visitor
from tests.browser.test_accessibility import check, faults_of
from tests.conftest import PASSWORD

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
DEVICE = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@pytest.fixture
def owner() -> User:
    return create_person(
        email="owner@vitrine.example", password=PASSWORD, role="owner", by=None, reason="for a test", name="Ada Owner"
    )


@pytest.fixture
def required(transactional_db: None) -> Iterator[None]:
    """Owners must show a second factor. Roles outlive the test."""
    Role.objects.filter(slug="owner").update(requires_second_factor=True)
    yield
    Role.objects.filter(slug="owner").update(requires_second_factor=False)


def look_at(visit: Visit) -> None:
    """The page, which the walk of all pages cannot reach, is without fault, wide and light, narrow and dark."""
    found = faults_of(visit)
    visit.look(width=390, theme="dark")
    found += faults_of(visit, looks_only=True)
    visit.look(width=1280, theme="light")
    check([f"{visit.page.url}: {fault}" for fault in found])


def type_password(page: Page) -> None:
    page.get_by_label("E-mail").fill("owner@vitrine.example")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()


def type_code(page: Page, code: str) -> None:
    page.get_by_label("Code").fill(code)
    page.get_by_role("button", name="Go on").click()


def app_key(page: Page) -> str:
    return (page.locator("#app-key").text_content() or "").replace(" ", "")


@contextmanager
def device(page: Page) -> Iterator[Any]:
    """A device that makes and shows passkeys without anybody touching it."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    yield session.send("WebAuthn.addVirtualAuthenticator", {"options": DEVICE})["authenticatorId"]
    session.detach()


def test_a_role_asks_for_a_second_factor_and_an_app_opens_the_gate(
    visitor: Visitor, owner: User, required: None
) -> None:
    with visitor() as visit:
        page = visit.open("/admin/accounts/role/")
        page.get_by_label("E-mail").fill("owner@vitrine.example")
        page.get_by_label("Password").fill("wrong")
        page.keyboard.press("Enter")
        page.get_by_text("This address and this password do not belong together.").wait_for()
        look_at(visit)
        type_password(page)
        page.get_by_text("A role you hold asks for a second factor.").wait_for()
        look_at(visit)
        page.get_by_role("link", name="Set up an authenticator app").click()
        page.get_by_text("Or type this key into the app").click()
        secret = app_key(page)
        page.get_by_label("Code").fill("000000")
        page.get_by_role("button", name="Set it up").click()
        page.get_by_text("This code is wrong.").wait_for()
        look_at(visit)
        assert app_key(page) == secret
        used = codes_of(secret)[1]
        page.get_by_label("Code").fill(used)
        page.get_by_role("button", name="Set it up").click()
        recovery = page.locator("#recovery-codes").inner_text().split()
        assert len(recovery) == 10
        look_at(visit)
        page.get_by_role("link", name="I have them").click()
        page.wait_for_url("**/admin/accounts/role/")  # where it was to go before all this
        visit.open("/security/").get_by_text("10 of 10 left").wait_for()

        page.context.clear_cookies()
        visit.open("/sign-in/?next=/security/")
        type_password(page)
        look_at(visit)
        type_code(page, used)
        page.get_by_text("This code is wrong, or was used already.").wait_for()
        type_code(page, codes_of(secret)[2])
        page.wait_for_url("**/security/")

        page.context.clear_cookies()
        visit.open("/sign-in/?next=/security/")
        type_password(page)
        type_code(page, recovery[0])
        page.get_by_text("9 of 10 left").wait_for()


def test_a_passkey_is_made_signs_in_alone_and_is_a_second_step(visitor: Visitor, owner: User) -> None:
    with visitor() as visit, device(visit.page):
        page = visit.open("/sign-in/?next=/security/")
        type_password(page)
        page.get_by_role("link", name="Add a passkey").click()
        look_at(visit)
        page.get_by_label("What you call it").fill("This laptop")
        page.get_by_role("button", name="Add it").click()
        page.get_by_role("link", name="I have them").click()
        page.get_by_text("Passkey “This laptop”").wait_for()
        look_at(visit)

        page.context.clear_cookies()
        visit.open("/sign-in/?next=/security/")
        page.get_by_role("button", name="Sign in with a passkey").click()
        page.get_by_text("Passkey “This laptop”").wait_for()

        page.context.clear_cookies()
        visit.open("/sign-in/?next=/security/")
        type_password(page)
        page.get_by_role("button", name="Use a passkey").click()
        page.get_by_role("link", name="Rename passkey This laptop").click()
        page.get_by_label("What you call it").fill("Old laptop")
        page.get_by_role("button", name="Rename").click()
        page.get_by_role("link", name="Remove passkey Old laptop").click()
        page.get_by_role("button", name="Remove").click()
        page.get_by_text("It is removed.").wait_for()


def test_a_device_without_a_passkey_is_told_so(visitor: Visitor, owner: User) -> None:
    with visitor() as visit, device(visit.page):
        page = visit.open("/sign-in/")
        page.get_by_role("button", name="Sign in with a passkey").click()
        page.get_by_text("No passkey was used.").wait_for()
        assert page.get_by_role("button", name="Sign in with a passkey").is_enabled()


def test_the_other_session_is_ended_by_a_click(visitor: Visitor, owner: User) -> None:
    with visitor() as visit:
        page = visit.open("/sign-in/?next=/security/")
        type_password(page)
        other = page.context.browser.new_context().new_page()
        other.goto(f"{visit.home}/sign-in/?next=/security/")
        type_password(other)
        other.wait_for_url("**/security/")
        page.reload()
        look_at(visit)
        page.get_by_role("button", name="End Chrome on Linux").click()
        page.get_by_text("That session has ended.").wait_for()
        other.reload()
        assert "/sign-in/" in other.url
