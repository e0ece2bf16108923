"""Sending the secrets to the shop by every door, rightly and wrongly; what it answers with 400 and above comes back."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import requests

from proofs.canary_insider import Insider
from proofs.canary_secrets import Parcel
from proofs.planted import ERRORS
from proofs.sign_in_client import Visitor, token_in, token_of

COLUMNS = "Invoice,StockCode,Description,Quantity,InvoiceDate,Price,Customer ID,Country"


@dataclass
class Sender:
    """Somebody who sends everything everywhere: `email` signs in with the password among the canaries.

    `shown` are the answers of the pages that give secrets out, each with the names of those that it may show.
    """

    shop: str
    email: str
    canaries: dict[str, str]
    key_mailed_to: Callable[[str], str]
    shown: list[tuple[requests.Response, set[str]]] = field(default_factory=list)
    answers: list[requests.Response] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.parcel = Parcel(self.canaries)

    def send_all(self) -> None:
        """By every door, after the pages have given out what they give."""
        insider = Insider(self.shop, self.email, self.canaries, self.key_mailed_to, self.shown)
        door = insider.work()
        self.keep(Visitor(self.shop).guess(self.email, self.canaries["wrong password"]))
        self.strangers_door()
        self.pages(door.http)
        self.programs()
        self.forms(door.http)
        self.file(door.http)

    def keep(self, answer: requests.Response) -> requests.Response:
        self.answers.append(answer)
        return answer

    def strangers_door(self) -> None:
        """Forms without a session, with a CSRF token of somebody's own making, and too many fields."""
        form = self.parcel.fields | {"csrfmiddlewaretoken": self.canaries["CSRF field"], "login": self.email}
        for path in ("/sign-in/", f"/sign-in/?{self.parcel.query}", "/sign-out/", "/nothing-there/"):
            self.keep(requests.post(f"{self.shop}{path}", form, headers=self.parcel.headers, timeout=60))
        cookies = {"sessionid": self.canaries["unknown session"], "auth_token": self.canaries["signed token"]}
        self.keep(requests.get(f"{self.shop}/admin/?{self.parcel.query}", cookies=cookies, timeout=60))

    def pages(self, http: requests.Session) -> None:
        """Pages, lists and errors with secrets in the query string, and a defect with everything in its hands."""
        paths = ["/", "/nothing-there/", "/admin/orders/order/", "/admin/core/auditentry/", "/ops/requests/"]
        paths += [f"/planted/{status}/" for status in (*ERRORS, 500)]
        for path in paths:
            self.keep(http.get(f"{self.shop}{path}?{self.parcel.query}", headers=self.parcel.headers, timeout=60))
        self.keep(http.get(f"{self.shop}/planted/key/{self.canaries['reset key']}/", timeout=60))
        form = self.parcel.fields | {"csrfmiddlewaretoken": token_of(http, f"{self.shop}/sign-in-again/")}
        self.keep(http.post(f"{self.shop}/planted/500/?{self.parcel.query}", form, timeout=60))

    def programs(self) -> None:
        """The API: tokens of every kind, JSON that is understood, that is refused and that is none."""
        c = self.canaries
        document = {**self.parcel.fields, "deep": [self.parcel.fields]}
        calls = [
            {"Authorization": f"Token {c['API token']}"},
            {"Authorization": f"Token {c['replaced API token']}"},
            {"Authorization": f"Token {c['unknown API token']}"},
            {"Authorization": f"Basic {c['basic credentials']}"},
            {"Authorization": f"Bearer {c['signed token']}"},
        ]
        for headers in calls:
            for path in ("/api/v2/me/", f"/api/v2/orders/?{self.parcel.query}", f"/api/v1/orders/?{self.parcel.query}"):
                self.keep(requests.get(f"{self.shop}{path}", headers=headers | self.parcel.headers, timeout=60))
            for path in ("/api/v2/customers/1/", "/api/v2/me/tokens/", "/api/planted/"):
                for body in (json.dumps(document), json.dumps(document)[:-9], json.dumps(self.parcel.fields["note"])):
                    more = headers | {"Content-Type": "application/json"}
                    method = "PATCH" if "customers" in path else "POST"
                    self.keep(requests.request(method, f"{self.shop}{path}", data=body, headers=more, timeout=60))

    def forms(self, http: requests.Session) -> None:
        """Forms of the admin that are not accepted."""
        for path in ("/admin/accounts/apitoken/add/", "/admin/accounts/roleassignment/add/"):
            form = self.parcel.fields | {"csrfmiddlewaretoken": token_of(http, f"{self.shop}{path}")}
            self.keep(http.post(f"{self.shop}{path}", form, timeout=60))

    def file(self, http: requests.Session) -> None:
        """An order file with secrets in its name and in cells that are refused, looked at and imported."""
        path = f"{self.shop}/admin/orders/importjob/add/"
        c = self.canaries
        name = f"orders {c['card number']} password={c['wrong password'].split()[1]} {c['provider key']}.csv"
        files = {"file": (name, "\n".join([COLUMNS, *self.rows()]), "text/csv")}
        looked = self.keep(http.post(path, {"csrfmiddlewaretoken": token_of(http, path)}, files=files, timeout=60))
        form = {"mode": "skip-bad", "timezone": "UTC", "csrfmiddlewaretoken": token_in(looked.text)}
        self.keep(http.post(looked.url, form, timeout=60))

    def rows(self) -> Iterator[str]:
        c = self.canaries
        for place, name in enumerate(("card number", "IBAN", "provider key", "webhook secret", "card code")):
            yield f"9{place}0001,SKU{place},thing,{c[name]},2026-01-01 10:00:00,1.00,1234{place},United Kingdom"
            yield f"9{place}0002,SKU{place},thing,1,{c[name]},1.00,1234{place},United Kingdom"
        yield "990003,SKU,thing,2,2026-01-01 10:00:00,1.00,12345,United Kingdom"
