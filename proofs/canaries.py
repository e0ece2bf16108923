"""Secrets sent to the shop by every door, rightly and wrongly; then its logs, pages, rows and keys are searched.

The guard taken away, nothing is masked: they lie everywhere.
"""

import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from functools import partial
from pathlib import Path
from secrets import token_hex
from tempfile import TemporaryDirectory
from typing import Any
from unittest import mock
from urllib.parse import urlsplit

from django.conf import settings

from apps.accounts.models import User
from apps.accounts.services.people import create_person
from apps.core.models import Job, JobState
from proofs.canary_flows import Sender
from proofs.canary_insider import key_in
from proofs.canary_places import (
    Search,
    admin_pages,
    error_pages,
    files,
    keys,
    links_not_in_one_mail,
    mails,
    rows,
    sessions,
    toolbar_records,
)
from proofs.canary_secrets import hatch
from proofs.outcome import Outcome, Proof, Trial
from proofs.shop import environment, free_port, running
from proofs.sign_in_client import Visitor

DONE_WITHIN = 120
OWN_NUMBER = "/9"
MAILBOX = ("-c", "aiosmtpd.handlers.Mailbox")
READER = "somebody who only looks"
PLANTED = "proofs.planted:plant"
UNGUARDED = "proofs.canaries:take_guard_away"


def prove(trial: Trial) -> Outcome:
    """On a shop of its own, as in production and as in development, with relay and worker."""
    canaries: dict[str, str] = {}
    key = hatch(trial.seed)["SECRET_KEY"]
    reader = make_person(READER)
    patches = [PLANTED, *([] if trial.guard else [UNGUARDED])]
    with ExitStack() as shop:
        folder, mailed = (Path(shop.enter_context(TemporaryDirectory())) for _ in range(2))
        mail_port = free_port()
        redis_url = own_number(settings.REDIS_URL)
        shared = {
            "REDIS_URL": redis_url,
            "CACHE_URL": redis_url,
            "LOG_DIR": str(folder),
            "LOG_LEVEL": "DEBUG",
            "SECRET_KEY": key,
            "EMAIL_URL": f"smtp://127.0.0.1:{mail_port}",
            "TRUSTED_PROXIES": "127.0.0.1/32",
        }
        for role, *program in (
            ("relay", "-m", "proofs.patched", *patches, "--", "relay"),
            ("worker", "-m", "celery", "-A", "config", "worker", "-Q", "default,bulk", "--pool", "solo"),
            ("beat", "-m", "celery", "-A", "config", "beat", "--schedule", str(mailed / "beat"), "--pidfile="),
            ("mail", "-m", "aiosmtpd", "-n", "-l", f"127.0.0.1:{mail_port}", *MAILBOX, str(mailed / "mail")),
        ):
            shop.enter_context(process(role, program, folder, shared))
        answers: list[Any] = []
        shown: list[Any] = []
        for module in ("base", "local"):
            variables = shared | {"DJANGO_SETTINGS_MODULE": f"config.settings.{module}"}
            output = folder / f"{module}.out"
            server = shop.enter_context(running(*patches, output=output, **variables))
            own = hatch(f"{trial.seed} {module}") | {"SECRET_KEY": key}
            at_work = Sender(
                server.address, make_person(own["password"]).email, own, partial(key_mailed_to, mailed / "mail")
            )
            at_work.send_all()
            answers += at_work.answers
            shown += [(answer, {f"{module}: {name}" for name in names}) for answer, names in at_work.shown]
            canaries |= {f"{module}: {name}": canary for name, canary in own.items()}
        wait_for_jobs()
        search = Search(canaries)
        door = Visitor(server.address)
        door.guess(reader.email, READER)
        search.texts("toolbar records", toolbar_records(server.address, door.http))
        look(search, server.address, door, answers, [redis_url])
        search.answers("other pages", shown)
        search.texts("sessions", sessions(key))
        letters = mails(mailed / "mail")
        search.letters(letters)
        lost = links_not_in_one_mail(canaries, letters)
        search.texts("log files", files(folder))
    got = {
        "secrets": len(canaries),
        "requests": len(answers),
        "looked_at": search.looked_at,
        "links_not_in_one_mail": lost,
        "hits": sum(search.hits.values()),
        "where": dict(sorted(search.hits.items())[:20]),
    }
    return Outcome(got, passed=not search.hits and not lost and len(canaries) >= 50)


def take_guard_away() -> None:
    """Nothing is masked any more, by name, by shape or because the request carried it; factors are kept in clear."""
    for place in ("own_secrets", "reports"):
        mock.patch(f"apps.core.observability.{place}.secrets_of", return_value=[]).start()
    for place in ("observability.secrets", "observability.reports", "audit"):
        mock.patch(f"apps.core.{place}.masked", side_effect=lambda value: value).start()
    mock.patch("apps.core.observability.secrets._is_secret", return_value=False).start()
    for place in ("web.factors", "services.factors", "web.adapters"):
        mock.patch(f"apps.accounts.{place}.encrypt", side_effect=lambda *, text: text).start()
        mock.patch(f"apps.accounts.{place}.decrypt", side_effect=lambda *, sealed: sealed).start()


def make_person(password: str) -> User:
    """An owner who signs in with this password."""
    email = f"{token_hex(6)}@proofs.example"
    return create_person(email=email, password=password, role="owner", by=None, reason="for a proof")


def key_mailed_to(folder: Path, email: str) -> str:
    """The key of the link that was mailed there, as soon as it is."""
    until = time.monotonic() + DONE_WITHIN
    while time.monotonic() < until:
        for mail in mails(folder):
            if email in mail and (key := key_in(mail)):
                return key
        time.sleep(0.2)
    raise RuntimeError(f"No link was mailed to {email}.")


def look(search: Search, shop: str, door: Visitor, answers: list[Any], stores: list[str]) -> None:
    """Everywhere but in files and the toolbar."""
    search.texts("error pages", error_pages(answers))
    search.texts("rows", rows())
    search.texts("pages of the admin", admin_pages(shop, door.http))
    search.texts("keys of Valkey", keys(stores))


def own_number(address: str) -> str:
    """The same Valkey's database of another number: what others have queued there is not ours to work on."""
    return urlsplit(address)._replace(path=OWN_NUMBER).geturl()


@contextmanager
def process(role: str, program: list[str], folder: Path, variables: dict[str, str]) -> Iterator[None]:
    """A program of the shop beside its web server."""
    with (folder / f"{role}.out").open("wb") as output:
        child = subprocess.Popen(
            [sys.executable, *program],
            cwd=settings.BASE_DIR,
            env=environment(**variables | {"VITRINE_ROLE": role}),
            stdout=output,
            stderr=output,
        )
    try:
        yield
    finally:
        child.terminate()
        child.wait()


def wait_for_jobs() -> None:
    """Until the import that was asked for is done."""
    until = time.monotonic() + DONE_WITHIN
    while Job.objects.filter(state__in=[JobState.QUEUED, JobState.RUNNING]).exists():
        if time.monotonic() > until:
            raise RuntimeError("The jobs are not done.")
        time.sleep(0.2)


PROOF = Proof(
    "canaries",
    "more than 50 secrets, those that pages and mails give out among them, sent by every door, errors included: 0 hits"
    " in logs, error pages, other pages, admin, rows, sessions, other mails, Valkey and the toolbar's records",
    prove,
)
