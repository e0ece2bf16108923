"""The proof `big-bodies` at a small scale: over a real socket, in this process."""

import os
import socketserver
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.core.handlers.wsgi import WSGIHandler
from django.core.servers.basehttp import WSGIRequestHandler, WSGIServer
from django.test import Client

from apps.accounts.models import User
from apps.accounts.rules.scopes import SCOPES
from apps.accounts.services.tokens import issue_token
from apps.core.management.serving import Server as KeptToHTTP
from proofs.big_bodies import MB, Caller, examine, kinds, warm_up
from proofs.shop import Server

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return tmp_path


@pytest.fixture
def owner(people: dict[str, User], client: Client) -> Caller:
    client.force_login(people["owner"])
    token = issue_token(user=people["owner"], name="proof", scopes=SCOPES, by=None)[1]
    return Caller(token, client.cookies["sessionid"].value)


@contextmanager
def served(server: type[WSGIServer]) -> Iterator[Server]:
    """The shop in threads of this process, on a server of this class."""
    threaded: Any = type("Threaded", (socketserver.ThreadingMixIn, server), {"daemon_threads": True})
    with threaded(("127.0.0.1", 0), WSGIRequestHandler) as listening:
        listening.set_app(WSGIHandler())
        thread = threading.Thread(target=listening.serve_forever, args=[0.01])
        thread.start()
        try:
            yield Server(f"http://localhost:{listening.server_port}", os.getpid())
        finally:
            listening.shutdown()
            thread.join()


def test_every_kind_is_refused_early_and_leaves_nothing(owner: Caller, folder: Path) -> None:
    with served(KeptToHTTP) as shop:
        warm_up(shop, owner)
        outcome = examine(shop, owner, kinds(8 * MB), folder)
    assert (outcome.passed, outcome.got["wrong"]) == (True, [])
    assert len(outcome.got["kinds"]) == 17


def test_without_the_guard_the_answers_are_others(owner: Caller, folder: Path, settings: Any) -> None:
    settings.MIDDLEWARE = [name for name in settings.MIDDLEWARE if name != "apps.core.bodies.BodyMiddleware"]
    tried = ("gzip bomb", "json in chunks", "form in chunks", "file of orders by a stranger")
    with served(WSGIServer) as shop:
        outcome = examine(shop, owner, (kind for kind in kinds(8 * MB) if kind.name in tried), folder)
    assert not outcome.passed
    assert {fault.split(":")[0] for fault in outcome.got["wrong"]} == set(tried)
