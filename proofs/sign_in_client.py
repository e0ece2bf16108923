"""A client of the page where people sign in; it knows nothing of the shop but its address."""

import re
from dataclasses import dataclass, field
from http.cookiejar import Cookie
from typing import Any

import requests
from requests.cookies import RequestsCookieJar

TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')
SIGNED_IN, LOOKED_AT, REFUSED = 302, 200, 429


class AlsoWithoutTls(RequestsCookieJar):
    """Sends secure cookies, too: the proxy that is played here has ended TLS."""

    def set_cookie(self, cookie: Cookie, *args: Any, **kwargs: Any) -> None:
        cookie.secure = False
        super().set_cookie(cookie, *args, **kwargs)


@dataclass
class Visitor:
    """A browser at the door of one server. `seen_at` is the address that the proxy in front says it comes from.

    `headers` are more that this proxy sets: over TLS the form's origin is looked at, too.
    """

    shop: str
    seen_at: str = "192.0.2.1"
    headers: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.http = requests.Session()
        self.http.headers.update(self.headers)
        if self.headers:
            self.http.cookies = AlsoWithoutTls()
            self.http.headers["Referer"] = self.shop.replace("http://", "https://").rpartition(":")[0] + "/"
        page = self.http.get(f"{self.shop}/sign-in/", timeout=60)
        found = TOKEN.search(page.text)
        if found is None:
            raise RuntimeError(f"There is no form at {self.shop}/sign-in/ ({page.status_code}).")
        self._token = found[1]

    def guess(self, email: str, password: str) -> requests.Response:
        """Send the form; the answer is SIGNED_IN, LOOKED_AT or REFUSED."""
        form = {"login": email, "password": password, "csrfmiddlewaretoken": self._token}
        headers = {"X-Forwarded-For": self.seen_at}
        return self.http.post(f"{self.shop}/sign-in/", form, headers=headers, allow_redirects=False, timeout=60)

    def session(self) -> str:
        return self.http.cookies.get("sessionid", "")

    def sign_out(self) -> None:
        token = self.http.cookies.get("csrftoken", "")
        self.http.post(f"{self.shop}/sign-out/", {"csrfmiddlewaretoken": token}, allow_redirects=False, timeout=60)


def token_of(http: requests.Session, address: str) -> str:
    """The CSRF token of the form at an address; without one there, the cookie's."""
    return token_in(http.get(address, timeout=60).text) or http.cookies.get("csrftoken", "")


def token_in(page: str) -> str:
    found: Any = TOKEN.search(page) or re.search(r'"X-CSRFToken": ?"([^"]+)"', page)
    return str(found[1]) if found else ""


def is_known(shop: str, session: str) -> bool:
    """Whether the shop knows who holds this session."""
    return requests.get(f"{shop}/api/v2/me/", cookies={"sessionid": session}, timeout=60).ok
