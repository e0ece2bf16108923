"""Secrets sent to the shop by every door, rightly and wrongly; then its logs, pages, rows and keys are searched.

The guard taken away, nothing is masked: they lie everywhere.
"""

import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from secrets import token_hex
from tempfile import TemporaryDirectory
from typing import Any
from unittest import mock
from urllib.parse import urlsplit

from django.conf import settings

from apps.accounts.models import User
from apps.accounts.rules.scopes import SCOPES
from apps.accounts.services.people import create_person
from apps.accounts.services.tokens import issue_token
from apps.core.models import Job, JobState
from proofs.canary_flows import Sender
from proofs.canary_places import Search, admin_pages, error_pages, files, keys, rows, toolbar_records
from proofs.canary_secrets import hatch
from proofs.outcome import Outcome, Proof, Trial
from proofs.shop import environment, running
from proofs.sign_in_client import Visitor

DONE_WITHIN = 120
OWN_NUMBER = "/9"
READER = "somebody who only looks"
PLANTED = "proofs.planted:plant"
UNGUARDED = "proofs.canaries:take_guard_away"


def prove(trial: Trial) -> Outcome:
    """On a shop of its own, as in production and as in development, with relay and worker."""
    canaries = hatch(trial.seed)
    sender, reader = make_people(canaries)
    patches = [PLANTED, *([] if trial.guard else [UNGUARDED])]
    with ExitStack() as shop:
        folder = Path(shop.enter_context(TemporaryDirectory()))
        redis_url = own_number(settings.REDIS_URL)
        shared = {
            "REDIS_URL": redis_url,
            "CACHE_URL": redis_url,
            "LOG_DIR": str(folder),
            "LOG_LEVEL": "DEBUG",
            "SECRET_KEY": canaries["SECRET_KEY"],
            "TRUSTED_PROXIES": "127.0.0.1/32",
        }
        for role, *program in (
            ("relay", "-m", "proofs.patched", *patches, "--", "relay"),
            ("worker", "-m", "celery", "-A", "config", "worker", "-Q", "default,bulk", "--pool", "solo"),
        ):
            shop.enter_context(process(role, program, folder, shared))
        search, answers = Search(canaries), []
        for module in ("base", "local"):
            variables = shared | {"DJANGO_SETTINGS_MODULE": f"config.settings.{module}"}
            output = folder / f"{module}.out"
            server = shop.enter_context(running(*patches, output=output, **variables))
            at_work = Sender(server.address, sender.email, canaries)
            at_work.send_all()
            answers += at_work.answers
        wait_for_jobs()
        search = Search(canaries)
        door = Visitor(server.address)
        door.guess(reader.email, READER)
        search.texts("toolbar records", toolbar_records(server.address, door.http))
        look(search, server.address, door, answers, [redis_url])
        search.texts("log files", files(folder))
    got = {
        "secrets": len(canaries),
        "requests": len(answers),
        "looked_at": search.looked_at,
        "hits": sum(search.hits.values()),
        "where": dict(sorted(search.hits.items())[:20]),
    }
    return Outcome(got, passed=not search.hits and len(canaries) >= 25)


def take_guard_away() -> None:
    """Nothing is masked any more, by name, by shape or because the request carried it."""
    for place in ("own_secrets", "reports"):
        mock.patch(f"apps.core.observability.{place}.secrets_of", return_value=[]).start()
    for place in ("observability.secrets", "observability.reports", "audit"):
        mock.patch(f"apps.core.{place}.masked", side_effect=lambda value: value).start()
    mock.patch("apps.core.observability.secrets._is_secret", return_value=False).start()


def make_people(canaries: dict[str, str]) -> tuple[User, User]:
    """The owner who sends everything, with an API token that becomes a canary, and one who looks afterwards."""
    sender, reader = (
        create_person(
            email=f"{token_hex(6)}@proofs.example", password=password, role="owner", by=None, reason="for a proof"
        )
        for password in (canaries["password"], READER)
    )
    canaries["API token"] = issue_token(user=sender, name="proof", scopes=SCOPES, by=None)[1]
    return sender, reader


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
    "25 secrets sent by every door, errors included: 0 hits in logs, error pages, admin, audit, outbox, jobs, Valkey"
    " and the toolbar's records",
    prove,
)
