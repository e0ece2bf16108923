"""Every page there is, wide and light, narrow and dark: no violation for axe, a quiet console, nothing wider than its
window.

Each page is loaded once and asked all of axe's rules wide and light; narrow and dark those that can differ (LOOKS).
Contrast and the size of targets are asked where a look is met for the first time in a window and scheme; what frames
the pages (navigation, header, footer) where it is met for the first time.
"""

from pathlib import Path

import pytest
from django.apps import apps
from django.template import loader
from django.test import Client, RequestFactory

from apps.accounts.models import User
from apps.accounts.services.development import seed_people
from apps.core.models import Job
from apps.core.observability.errors import error_page
from apps.core.rest.problems import KINDS
from tests import shop
from tests.browser import pages
from tests.browser.conftest import Visit
from tests.orders.admin.test_import_pages import sent
from tests.orders.services.importing.samples import BAD, GOOD

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
# Swagger draws its own document inside this element: its headings, tabs and colours are not ours to give.
SWAGGER = "#swagger-ui"
WINDOWS = ((1280, "light"), (390, "dark"))
PLANTED = """<!doctype html><html lang="en"><title>Planted</title><main><h1>Planted</h1>
<img src="data:,"><p style="color: #ccc; width: 2000px">A sentence in a pale colour.</p></main>
<script>console.error("a defect")</script>"""
PLANTED_FAULTS = ("image-alt at img", "color-contrast at p", "error: a defect", "wider than its window")


@pytest.fixture
def people(settings) -> dict[str, User]:
    settings.DEBUG = True
    seed_people()
    return {user.email.partition("@")[0]: user for user in User.objects.all()}


@pytest.fixture
def examples(people, tmp_path, monkeypatch) -> pages.Examples:
    """What the routes with arguments are tried with."""
    (order,) = shop.orders(1)
    payment = shop.payment(order, "pay-1")
    upload = shop.upload(people["owner"])
    job = shop.import_job(people["owner"], rejections=3).job_id
    Job.objects.filter(pk=job).update(request_id="request-1")
    return showcase_examples(people["engineer"], tmp_path, monkeypatch) | {
        "problem": [[kind] for kind in list(KINDS)[:1]],
        "sign-in-as": [["engineer"]],
        # Deeds, and forms that ask for a password first: tests/browser/test_sign_in.py looks at them.
        **{name: [[1]] for name in ("end-session", "mfa_edit_webauthn", "mfa_remove_webauthn")},
        "uploads:download": [[upload.pk]],
        "ops:request": [["request-1"]],
        # Of every version of the API:
        "order-detail": [[order.number]],
        "customer-detail": [[order.customer.number]],
        "product-detail": [["85048"]],
        "category-detail": [[shop.category("shelf").slug]],
        "payment-detail": [[payment.reference]],
        "import-detail": [[job]],
        "import-rejections": [[job]],
        "upload-detail": [[upload.pk]],
        **{name: [[people["owner"].api_tokens.get().prefix]] for name in ("token-detail", "token-rotate")},
    }


def showcase_examples(engineer: User, folder: Path, monkeypatch: pytest.MonkeyPatch) -> pages.Examples:
    """Those of the showcase, where it is installed."""
    if not apps.is_installed("apps.showcase"):
        return {}
    from tests.showcase.examples import examples_of_pages

    return examples_of_pages(engineer, folder, monkeypatch)


def client_of(user: User | None) -> Client:
    client = Client()
    if user is not None:
        client.force_login(user)
    return client


def walk(visit: Visit, addresses: list[str]) -> list[str]:
    """What is wrong with each page, seen in both windows; one line each.

    A page is opened in the window that the one before was left in, so that a window changes once a page.
    """
    found = []
    for index, address in enumerate(addresses):
        for turn, (width, theme) in enumerate(WINDOWS if index % 2 == 0 else reversed(WINDOWS)):
            visit.look(width=width, theme=theme)
            if turn == 0:
                visit.open(address)
            found += [f"{address} ({width}, {theme}): {fault}" for fault in faults_of(visit, looks_only=width == 390)]
    return found


def check(faults: list[str]) -> None:
    assert not faults, "\n".join(["", *faults])


def faults_of(visit: Visit, *, looks_only: bool = False) -> list[str]:
    wider = [f"wider than its window by {visit.overflow()}"] if visit.overflow() > 0 else []
    faults = [*visit.problems, *wider, *visit.violations(outside=(SWAGGER,), looks_only=looks_only)]
    visit.problems.clear()
    return faults


@pytest.mark.timeout(300)  # some ninety pages, each looked at twice
def test_lists_dashboard_and_forms_of_the_admin(visitor, people):
    lists = pages.admin_lists(client_of(people["owner"]))
    with visitor(people["owner"]) as visit:
        check(walk(visit, lists))
        check(filters_without_a_mouse(visit, "/admin/orders/order/"))


def filters_without_a_mouse(visit: Visit, listed: str) -> list[str]:
    """What is wrong with the list's sheet of filters, opened and closed by keys, wide and light, narrow and dark."""
    visit.look(width=1280, theme="light")
    page = visit.open(listed)
    page.get_by_role("button", name="Filters").focus()
    page.keyboard.press("Enter")
    sheet = page.get_by_role("dialog", name="Filters")
    sheet.wait_for()
    assert page.evaluate("document.activeElement.closest('dialog')?.open")
    found = [f"filters (1280, light): {fault}" for fault in faults_of(visit)]
    visit.look(width=390, theme="dark")
    found += [f"filters (390, dark): {fault}" for fault in faults_of(visit)]
    page.keyboard.press("Escape")
    sheet.wait_for(state="hidden")
    assert page.evaluate("document.activeElement.textContent.trim()").startswith("Filters")
    return found


def test_pages_of_objects_in_the_admin(visitor, people):
    client = client_of(people["owner"])
    objects = pages.admin_objects(client, {"orders_importjob_preview": sent(client, [*GOOD, BAD])})
    with visitor(people["owner"]) as visit:
        check(walk(visit, objects))


def test_our_own_pages(visitor, people, examples):
    addresses = pages.own_pages(client_of(people["engineer"]), examples)
    with visitor(people["engineer"]) as visit:
        check(walk(visit, addresses))


def test_the_api_in_a_browser(visitor, people, examples):
    addresses = pages.api_pages(client_of(people["owner"]), examples)
    with visitor(people["owner"]) as visit:
        check(walk(visit, addresses))


def test_what_strangers_see(visitor, people):
    with visitor() as visit:
        visit.expected = {401}
        check(walk(visit, ["/", "/sign-in/", "/scenarios/duplicates/", "/api/v2/", "/api/v2/orders/"]))


def test_pages_of_errors_and_mails(visitor):
    kinds = {kind.status: name for name, kind in KINDS.items()}  # one of each status: they share its template
    written = {f"/{kind}": error_page(RequestFactory().get("/"), kind).content.decode() for kind in kinds.values()}
    for kind in ("import_finished", "invitation", "password_reset", "security_changed"):
        words = {"file_name": "a.csv", "change": "A second factor was added: passkey.", "key": "1-abc"}
        written[f"/mail/{kind}"] = loader.render_to_string(f"notifications/{kind}.html", words)
    with visitor() as visit:
        for address, page in written.items():
            answer_with(visit, address, page)
        check(walk(visit, list(written)))


def test_a_page_with_faults_does_not_pass(visitor):
    with visitor() as visit:
        answer_with(visit, "/planted", PLANTED)
        faults = walk(visit, ["/planted"])
    missed = [fault for fault in PLANTED_FAULTS if not any(fault in found for found in faults)]
    assert missed == [], faults


def test_a_look_that_passed_is_measured_once_in_each_scheme_and_one_that_fails_on_every_page(visitor):
    pale, known = '<p style="color: #ccc">Pale.</p>', '<p style="color: #111; background: #eee">Dark.</p>'
    page = '<!doctype html><html lang="en"><title>Planted</title><main><h1>Planted</h1>{}</main></html>'
    found = {}
    with visitor() as visit:
        for address, words in {
            "/first": known,
            "/second": f"{known}<div>{pale}</div>",
            "/third": f"<div>{known}</div>{pale}",
            "/fourth": f"<div>{known}</div>",
        }.items():
            answer_with(visit, address, page.format(words))
            faults = [fault.split(":")[0] for fault in walk(visit, [address]) if "color-contrast" in fault]
            found[address] = (faults, visit.page.locator("p:not([data-measured])").count())
    assert found == {
        "/first": ([], 1),
        "/second": (["/second (1280, light)", "/second (390, dark)"], 1),
        "/third": (["/third (1280, light)", "/third (390, dark)"], 1),
        "/fourth": ([], 0),
    }


def test_a_frame_is_asked_about_once_and_again_when_it_differs(visitor):
    page = """<!doctype html><html lang="en"><title>Planted</title><nav><a href="/">Home</a>{}</nav>
    <main><h1>Planted</h1></main></html>"""
    nameless = '<a href="/nameless"></a>'
    found = {}
    with visitor() as visit:
        for address, words in {"/first": "", "/second": "", "/third": nameless}.items():
            answer_with(visit, address, page.format(words))
            faults = [fault for fault in walk(visit, [address]) if "link-name" in fault]
            found[address] = (len(faults), visit.page.locator("[data-known]").count())
    assert found == {"/first": (0, 0), "/second": (0, 1), "/third": (2, 0)}


def answer_with(visit: Visit, address: str, page: str) -> None:
    visit.page.route(visit.home + address, lambda route, request: route.fulfill(body=page, content_type="text/html"))
