"""A real browser for tests: Debian's chromium, without a screen, on loopback alone.

Rows are made before the window opens: inside, an event loop runs and the ORM refuses to be asked.
"""

import asyncio
import json
import os
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, Page, sync_playwright

from apps.accounts.models import User

Visitor = Callable[..., AbstractContextManager["Visit"]]
STILL = "Promise.allSettled(document.getAnimations().map(animation => animation.finished)).then(() => null)"
# The admin's theme asks for the scheme once, when it starts.
SCHEME = f"dark => {{ document.querySelector('html[x-data]')?.classList.toggle('dark', dark); return {STILL} }}"
OVERFLOW = "document.documentElement.scrollWidth - window.innerWidth"
# Without `preload`: axe would load the style sheets once more, as inline styles, which the pages' policy refuses.
AXE = {"resultTypes": ["violations", "incomplete"], "elementRef": True, "preload": False}
# Most of axe's time, and the same for the same look: asked once in a window and scheme. A page without a new look is
# spared the map of all boxes that both need.
BY_LOOK = ("color-contrast", "target-size")
ONCE = {"rules": [{"id": rule, "selector": "body :not([data-measured])"} for rule in BY_LOOK]}
# Every other rule is asked on every page, but not about a frame that it was asked about before: data-known.
MEASURED = (Path(__file__).parent / "measured.js").read_text()
LOOKED_AT = rf"""async ([known, outside, how, byLook]) => {{
  if (!window.axe) return null;
  const [asked, passed] = ({MEASURED})(known);
  if (!asked && how.runOnly) how.runOnly.values = how.runOnly.values.filter(rule => !byLook.includes(rule));
  else if (!asked) how.rules = Object.fromEntries(byLook.map(rule => [rule, {{ enabled: false }}]));
  const told = (rule, node) => `${{rule.id}} at ${{node.target.join(" ")}}: ` +
    node.failureSummary.split(/\s+/).join(" ").slice(0, 160);
  const {{ violations, incomplete }} = await axe.run({{ exclude: [...outside, "[data-known]"] }}, how);
  const elements = ({{ id, nodes }}) => byLook.includes(id) ? nodes.map(node => node.element) : [];
  const found = violations.flatMap(rule => rule.nodes.slice(0, 3).map(node => told(rule, node)));
  return [passed(violations.flatMap(elements), incomplete.flatMap(elements)).join(" "), found];
}}"""
# What can be another in another window or scheme.
LOOKS = [
    "color-contrast",
    "link-in-text-block",
    "target-size",
    "scrollable-region-focusable",
    "button-name",
    "link-name",
]
NO_SCREEN = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]


class Visit:
    """An open page that notes everything a person would find in the console, and every look outside.

    Refusals with a status of `expected` are none of it.
    """

    def __init__(self, page: Page, home: str) -> None:
        self.page = page
        self.home = home
        self.problems: list[str] = []
        self.expected: set[int] = set()
        self.window = (0, "")
        self.measured: dict[tuple[int, str], set[str]] = defaultdict(set)
        page.on("console", self._said)
        page.on("pageerror", lambda error: self.problems.append(f"error: {error}"))
        page.on("request", self._asked)
        page.on("response", self._answered)

    def open(self, path: str) -> Page:
        """Go there; come back when scripts have run and nothing moves any more."""
        self.page.goto(self.home + path, wait_until="load")
        self.page.evaluate(STILL)
        return self.page

    def look(self, *, width: int, theme: str) -> None:
        """See the open page in another window and scheme."""
        self.window = (width, theme)
        self.page.set_viewport_size({"width": width, "height": 900})
        self.page.emulate_media(color_scheme=theme)
        self.page.evaluate(SCHEME, theme == "dark")

    def violations(self, *, outside: tuple[str, ...] = (), looks_only: bool = False) -> list[str]:
        """What axe finds on the open page, `rule at selector`, three of a rule at most; not inside `outside`.

        What comes of a look (BY_LOOK) is asked where this visit meets the look first in a window and scheme.
        """
        measured = self.measured[self.window]
        how = AXE | ({"runOnly": {"type": "rule", "values": LOOKS}} if looks_only else {})
        asked = [" ".join(measured), outside, how, BY_LOOK]
        answer = self.page.evaluate(LOOKED_AT, asked)
        if answer is None:
            script = f"{Axe().axe_script};axe.configure({json.dumps(ONCE)})"
            self.page.add_init_script(script)
            self.page.evaluate(script)
            answer = self.page.evaluate(LOOKED_AT, asked)
        fresh, found = answer
        measured.update(fresh.split())
        return list(found)

    def overflow(self) -> int:
        """By how many pixels the page is wider than its window."""
        return int(self.page.evaluate(OVERFLOW))

    def _said(self, message: object) -> None:
        refusals = tuple(f"status of {status} " for status in self.expected)
        if message.type in ("error", "warning") and not any(words in message.text for words in refusals):
            self.problems.append(f"{message.type}: {message.text}")

    def _asked(self, request: object) -> None:
        if not request.url.startswith((self.home, "data:", "blob:")):
            self.problems.append(f"outside: {request.url}")

    def _answered(self, response: object) -> None:
        if response.status >= 400 and response.status not in self.expected:
            self.problems.append(f"{response.status}: {response.url}")


@pytest.fixture(scope="session")
def windows() -> Iterator[Callable[[], AbstractContextManager[Browser]]]:
    """`with windows() as browser:` the one browser of this process; its event loop runs in there alone."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=os.environ["VITRINE_CHROMIUM"], args=NO_SCREEN)
        loop = asyncio.get_running_loop()
        asyncio._set_running_loop(None)

        @contextmanager
        def opened() -> Iterator[Browser]:
            asyncio._set_running_loop(loop)
            try:
                yield browser
            finally:
                for context in browser.contexts:
                    context.close()
                asyncio._set_running_loop(None)

        yield opened
        asyncio._set_running_loop(loop)
        browser.close()


@pytest.fixture
def visitor(live_server: object, windows: Callable[[], AbstractContextManager[Browser]]) -> Visitor:
    """`with visitor(user, width=390, theme="dark") as visit:` a window in which the person is signed in.

    Each has cookies, cache and storage of its own.
    """

    @contextmanager
    def visiting(
        user: User | None = None, *, width: int = 1280, theme: str = "light", motion: str = "reduce"
    ) -> Iterator[Visit]:
        session = None
        if user is not None:
            client = Client()
            client.force_login(user)
            session = client.cookies[settings.SESSION_COOKIE_NAME].value
        with windows() as browser:
            context = browser.new_context(
                viewport={"width": width, "height": 900}, color_scheme=theme, reduced_motion=motion
            )
            if session:
                context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": live_server.url}])
            context.set_default_timeout(15_000)
            yield Visit(context.new_page(), live_server.url)

    return visiting
