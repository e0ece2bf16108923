"""The pages that give secrets out, driven as people do; what is shown, mailed or set joins the canaries."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from html import unescape
from typing import Any

import requests
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time

from proofs.sign_in_client import SIGNED_IN, Visitor

APP_KEY = re.compile(r'<code id="app-key">([^<]+)</code>')
CODES = re.compile(r'<pre id="recovery-codes">([^<]+)</pre>')
KEY = re.compile(r'<code id="key"[^>]*>([^<]+)</code>')
PAGE_OF_KEY = re.compile(r"/admin/accounts/apitoken/(\d+)/change/")
LINK = re.compile(r"/password/new/\?key=([\w-]+)")
PREFIX = len("vit_12345678")
ISSUE = "/admin/accounts/apitoken/add/"


@dataclass
class Insider:
    """Somebody at work: `key_mailed_to` waits for the link that was mailed to an address and gives its key."""

    shop: str
    email: str
    canaries: dict[str, str]
    key_mailed_to: Callable[[str], str]
    answers: list[tuple[requests.Response, set[str]]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.door = Visitor(self.shop)

    def work(self) -> Visitor:
        """Every page once; who comes out is signed in, with both factors shown."""
        self.sign_in("password", "session of the password")
        app_codes = self.set_up_app()
        self.leave()
        self.sign_in("password", "session of the app", "code of the app", app_codes[1])
        self.leave()
        self.reset()
        self.sign_in("new password", "session of a recovery code", "used recovery code", "")
        self.post(
            "/security/password/", {"old_password": self.canaries["wrong password"], **self.twice("changed password")}
        )
        self.post(
            "/security/password/", {"old_password": self.canaries["new password"], **self.twice("changed password")}
        )
        self.note_session("session")
        self.keys()
        self.invite()
        return self.door

    def get(self, path: str, *shows: str) -> requests.Response:
        return self.keep(self.door.http.get(f"{self.shop}{path}", timeout=60), *shows)

    def post(self, path: str, form: dict[str, Any], *shows: str, door: Visitor | None = None) -> requests.Response:
        """The form of a page; the answer is kept with the names of what it may show."""
        http = (door or self.door).http
        sent = form | {"csrfmiddlewaretoken": http.cookies["csrftoken"]}
        return self.keep(http.post(f"{self.shop}{path}", sent, allow_redirects=False, timeout=60), *shows)

    def keep(self, answer: requests.Response, *shows: str) -> requests.Response:
        self.answers.append((answer, set(shows)))
        return answer

    def twice(self, name: str) -> dict[str, str]:
        return {"password": self.canaries[name], "password_again": self.canaries[name]}

    def sign_in(self, password: str, session: str, factor: str = "", code: str = "") -> None:
        self.door = Visitor(self.shop)
        answer = self.keep(self.door.guess(self.email, self.canaries[password]))
        if factor:
            self.note_session(f"{session}, half way")
            self.canaries[factor] = self.canaries.get(factor) or code
            self.post("/sign-in/second-step/", {"code": self.canaries["wrong code"]}, "wrong code")
            answer = self.post("/sign-in/second-step/", {"code": self.canaries[factor]})
        if answer.status_code != SIGNED_IN:
            raise RuntimeError(f"Nobody could sign in by {password} and {factor} ({answer.status_code}).")
        self.note_session(session)

    def leave(self) -> None:
        self.door.sign_out()

    def note_session(self, name: str) -> None:
        self.canaries[name] = self.door.session()
        self.canaries[f"CSRF cookie of the {name}"] = self.door.http.cookies["csrftoken"]

    def set_up_app(self) -> list[str]:
        """The codes that are good now; the first is used up."""
        shown = ("TOTP secret in groups", "TOTP secret")
        groups = found(APP_KEY, self.get("/security/app/", *shown))
        self.canaries |= dict(zip(shown, (groups, secret := groups.replace(" ", "")), strict=True))
        self.post("/security/app/", {"code": self.canaries["wrong code"]}, *shown, "wrong code")
        codes = [format_hotp_value(hotp_value(secret, at)) for at in yield_hotp_counters_from_time()]
        self.canaries["first code of the app"] = codes[0]
        self.post("/security/app/", {"code": codes[0]})
        page = self.get("/security/recovery-codes/", "recovery code", "used recovery code")
        self.canaries["recovery code"], self.canaries["used recovery code"], *_ = found(CODES, page).split()
        self.get("/security/recovery-codes/")
        self.get("/security/")
        return codes

    def reset(self) -> None:
        """By the link that comes by mail: asked for, opened, refused once, used, sent again."""
        stranger = Visitor(self.shop)
        self.post("/password/forgotten/", {"email": self.email}, door=stranger)
        key = self.canaries["reset key"] = self.key_mailed_to(self.email)
        self.use_link(stranger, key, "new password", "reset key")

    def use_link(self, door: Visitor, key: str, password: str, shown: str) -> None:
        path = f"/password/new/?key={key}"
        self.keep(door.http.get(f"{self.shop}{path}", timeout=60), shown)
        self.post(
            path,
            {"key": key, "password": "short", "password_again": self.canaries["mistyped password"]},
            shown,
            door=door,
        )
        self.post(path, {"key": key, **self.twice(password)}, shown, door=door)
        self.post(path, {"key": key, **self.twice(password)}, shown, door=door)

    def keys(self) -> None:
        """An API token made in the admin, used, rotated by the API and once more in the admin."""
        self.post(ISSUE, {"user": self.email, "name": "", "scopes": ["me:read"]})
        form = {"user": self.email, "name": "proof", "scopes": ["me:read", "tokens:read", "tokens:write"]}
        made = self.post(ISSUE, form, "replaced API token")
        key = self.canaries["replaced API token"] = found(KEY, made)
        self.program("GET", "/api/v2/me/", key)
        address = f"/api/v2/me/tokens/{key[:PREFIX]}/rotate/"
        rotated = self.program("POST", address, key, "second API token", json={"overlap_seconds": 600})
        second = self.canaries["second API token"] = str(rotated.json()["key"])
        self.program("GET", "/api/v2/me/tokens/", second)
        row = PAGE_OF_KEY.search(self.get(f"/admin/accounts/apitoken/?q={second[:PREFIX]}").text)
        page = f"/admin/accounts/apitoken/{row[1] if row else 0}"
        third = self.post(f"{page}/rotate/", {"overlap": "60", "reason": "proof", "_form_submitted": "on"}, "API token")
        self.canaries["API token"] = found(KEY, third)
        self.get(f"{page}/change/")

    def program(self, method: str, path: str, key: str, *shows: str, json: Any = None) -> requests.Response:
        headers = {"Authorization": f"Token {key}"}
        return self.keep(requests.request(method, f"{self.shop}{path}", headers=headers, json=json, timeout=60), *shows)

    def invite(self) -> None:
        """Somebody new, who comes in by the mailed link."""
        email = f"new-{self.email}"
        self.post("/admin/accounts/user/add/", {"email": email, "name": "New", "role": "support", "reason": "proof"})
        key = self.canaries["invitation key"] = self.key_mailed_to(email)
        self.use_link(Visitor(self.shop), key, "invited password", "invitation key")


def found(pattern: re.Pattern[str], answer: requests.Response) -> str:
    """What the page shows once."""
    shown = pattern.search(answer.text)
    if shown is None:
        raise RuntimeError(f"{answer.url} does not show it ({answer.status_code}).")
    return unescape(shown[1])


def key_in(mail: str) -> str:
    """The key of the link in a mail; empty without one."""
    link = LINK.search(mail)
    return link[1] if link else ""
