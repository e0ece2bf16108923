"""Every page of the shop in production settings, as a stranger and as the owner sees it, errors included: its headers.

The guard taken away, the middleware that sets them does not run.
"""

import os
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from secrets import token_hex, token_urlsafe
from typing import Any
from uuid import UUID

import requests
from django.conf import settings
from django.contrib import admin
from django.db import models
from django.urls import NoReverseMatch, URLPattern, URLResolver, get_resolver, reverse

from apps.accounts.services.people import create_person
from proofs.outcome import Outcome, Proof, Trial
from proofs.page_headers import faults
from proofs.planted import ERRORS
from proofs.shop import running
from proofs.sign_in_client import SIGNED_IN, Visitor

PRODUCTION = {
    "DJANGO_SETTINGS_MODULE": "config.settings.production",
    "ALLOWED_HOSTS": "localhost",
    "PUBLIC_URL": "https://localhost",
    "TRUSTED_PROXIES": "127.0.0.1/32",
    "EMAIL_URL": "smtp://localhost",
    "SHOWCASE": "1",
}
OVER_TLS = {"X-Forwarded-Proto": "https", "Accept": "text/html"}
GUARDS = ("csp.middleware.CSPMiddleware", "django.middleware.security.SecurityMiddleware")


def prove(trial: Trial) -> Outcome:
    """On a server with production settings; TLS ends at a proxy that is played here."""
    variables = PRODUCTION | {"SECRET_KEY": token_urlsafe(64)}
    collect_static(variables)
    patches = ["proofs.planted:plant", *([] if trial.guard else ["proofs.headers:take_guard_away"])]
    with running(*patches, **variables) as server:
        password = token_hex(16)
        owner = create_person(
            email=f"{token_hex(4)}@proofs.example", password=password, role="owner", by=None, reason="for a proof"
        )
        got = walk(server.address, owner.email, password)
    got["deploy_check_warnings"] = deploy_check(variables)
    wrong = sum(got["faults"].values()) + got["deploy_check_warnings"]
    return Outcome(got, passed=wrong == 0 and got["pages"] > 0)


def take_guard_away() -> None:
    settings.MIDDLEWARE = [name for name in settings.MIDDLEWARE if name not in GUARDS]


def collect_static(variables: dict[str, str]) -> None:
    """Production serves static files under hashed names, which are made before it starts."""
    manage("collectstatic", "--noinput", "--verbosity", "0", **variables).check_returncode()


def deploy_check(variables: dict[str, str]) -> int:
    """How many warnings Django's own check for production has."""
    said = manage("check", "--deploy", **variables)
    return said.stderr.count("?: (") + (said.returncode != 0)


def manage(*arguments: str, **variables: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=settings.BASE_DIR,
        env={**os.environ, **variables},
        capture_output=True,
        text=True,
        check=False,
    )


def walk(shop: str, email: str, password: str) -> dict[str, Any]:
    """Every address as a stranger and as the owner, by GET and POST, and every kind of error."""
    strangers, visitor = requests.Session(), Visitor(shop, headers=OVER_TLS)
    if (answer := visitor.guess(email, password)).status_code != SIGNED_IN:
        raise RuntimeError(f"The owner could not sign in ({answer.status_code}).")
    found, seen, statuses = Counter[str](), Counter[str](), Counter[int]()
    paths = [path for path in addresses() if path != "/sign-out/"]
    for http in (strangers, visitor.http):
        for method, path, more in asked(paths):
            answer = http.request(
                method, f"{shop}{path}", headers=OVER_TLS | more, allow_redirects=False, timeout=60, stream=True
            )
            cookies = answer.raw.headers.getlist("Set-Cookie")
            html = answer.headers.get("Content-Type", "").startswith("text/html")
            seen["pages"] += html
            seen["cookies"] += len(cookies)
            statuses[answer.status_code] += html
            found.update(f"{method} {path}: {fault}" for fault in faults(path, answer.headers, cookies))
            answer.close()
    return {
        "addresses": len(paths),
        **seen,
        "statuses": dict(sorted((str(status), count) for status, count in statuses.items() if count)),
        "faults": dict(found.most_common(10)),
    }


def asked(paths: list[str]) -> Iterator[tuple[str, str, dict[str, str]]]:
    yield from (("GET", path, {}) for path in paths)
    yield from (("POST", path, {}) for path in paths if not path.startswith(("/api/", "/admin/")))
    yield from (("GET", f"/planted/{status}/", {}) for status in (*ERRORS, 500))
    yield "GET", "/nothing-there/", {}
    yield "GET", "/", {"Host": "elsewhere.example"}
    yield "POST", "/sign-in/", {"Content-Length": str(10**12)}


def addresses() -> Iterator[str]:
    """One address of every route; where it names a row, that of a row there is, else of none."""
    for name, pattern in routes(get_resolver().url_patterns, ""):
        words = {word: example(name, word) for word in pattern.pattern.regex.groupindex}
        unnamed = [example(name, "")] if pattern.pattern.regex.groups and not words else []
        for kind in ("1", UUID(int=1), "one"):
            try:
                yield reverse(name, args=unnamed, kwargs={word: value or kind for word, value in words.items()})
                break
            except NoReverseMatch:
                continue


def example(name: str, word: str) -> Any:
    """The key of a row that the route is about, if there is one."""
    for model in admin.site._registry:
        if name.startswith(f"admin:{model._meta.app_label}_{model._meta.model_name}_"):
            row: models.Model | None = model._default_manager.first()
            return row.pk if row else "1"
    return None


def routes(patterns: list[Any], space: str) -> Iterator[tuple[str, URLPattern]]:
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            yield from routes(pattern.url_patterns, f"{space}{pattern.namespace}:" if pattern.namespace else space)
        elif isinstance(pattern, URLPattern) and pattern.name:
            yield f"{space}{pattern.name}", pattern


PROOF = Proof(
    "headers",
    "every page, errors included, has its policy and headers, every cookie its attributes, `check --deploy` no warning",
    prove,
)
