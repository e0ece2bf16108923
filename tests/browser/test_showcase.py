"""Map and scenario pages as a person uses them. What holds for every page is in test_accessibility.py."""

import pytest

from apps.accounts.services.development import seed_people
from tests import shop

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def development(settings):
    settings.DEBUG = True
    seed_people()
    shop.orders(3)


def faults(visit) -> list[str]:
    """What the console said and what axe finds on the open page, one line each."""
    return visit.problems + visit.violations()


def test_an_engineer_signs_in_by_a_click_runs_exhibit_one_and_sees_both_sides(visitor):
    with visitor() as visit:
        page = visit.open("/")
        page.get_by_role("button", name="Engineer").click()
        page.get_by_role("link", name="Remove duplicates, keep order").first.click()
        page.get_by_label("A list, one item a line").fill("mug\njar\nmug")
        page.get_by_role("button", name="Run answer and twin").click()
        page.wait_for_url("**/scenarios/duplicates/runs/**")
        assert page.get_by_text("one pass, order kept").is_visible()
        assert page.get_by_text("quadratic").first.is_visible()
        left, right = (page.locator(f".case.{side}").bounding_box() for side in ("answer", "twin"))
        assert left["x"] + left["width"] <= right["x"]
        assert abs(left["y"] - right["y"]) < 1
        assert faults(visit) == []
        page.get_by_text("The figures as a table").click()
        assert page.get_by_role("columnheader", name="dict.fromkeys").is_visible()
        assert visit.problems == []


def test_on_a_phone_the_answer_stands_above_its_twin(visitor):
    with visitor(width=390) as visit:
        page = visit.open("/scenarios/circular-imports/")
        above, below = (page.locator(f".case.{side}").bounding_box() for side in ("answer", "twin"))
        assert above["y"] + above["height"] <= below["y"]
        assert visit.problems == []


def test_a_token_is_made_by_a_click_and_its_line_can_be_copied(visitor):
    with visitor() as visit:
        visit.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
        page = visit.open("/")
        page.get_by_role("button", name="Engineer").click()
        page.get_by_role("button", name="Make me a token").click()
        page.locator("[data-copy=call-orders]").click()
        copied = page.evaluate("navigator.clipboard.readText()")
        assert copied.startswith('curl -s -H "Authorization: Token vit_')
        assert visit.problems == []


def test_the_keyboard_reaches_the_content_first_and_the_people_after_the_navigation(visitor):
    with visitor() as visit:
        page = visit.open("/")
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.textContent") == "To the content"
        page.keyboard.press("Enter")
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.textContent").startswith("Engineer")


def test_the_page_does_not_jump_while_it_loads(visitor):
    with visitor() as visit:
        page = visit.open("/")
        shift = page.evaluate(
            "new Promise(done => new PerformanceObserver((list, observer) => done("
            "list.getEntries().reduce((sum, entry) => sum + entry.value, 0)))"
            ".observe({type: 'layout-shift', buffered: true}) || setTimeout(() => done(0), 500))"
        )
        assert shift < 0.01


def test_where_scripts_do_not_run_pages_work(visitor):
    with visitor() as visit:
        page = visit.page.context.browser.new_context(java_script_enabled=False).new_page()
        page.goto(visit.home + "/")
        page.get_by_role("button", name="Engineer").click()
        page.goto(visit.home + "/scenarios/duplicates/")
        page.get_by_label("A list, one item a line").fill("a\nb\na")
        page.get_by_role("button", name="Run answer and twin").click()
        assert page.get_by_text("one pass, order kept").is_visible()


def test_on_paper_a_scenario_is_what_is_read_in_dark_ink(visitor):
    with visitor(theme="dark") as visit:
        page = visit.open("/scenarios/duplicates/")
        page.emulate_media(media="print")
        assert page.get_by_role("heading", level=1).is_visible()
        assert not page.get_by_role("navigation", name="Main").is_visible()
        assert not page.get_by_role("button", name="Sign in").is_visible()
        assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
        address = page.locator("td a").first.evaluate("link => getComputedStyle(link, '::after').content")
        assert "/source/" in address
