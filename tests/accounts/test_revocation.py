"""Other processes: what is taken away is gone with their very next request."""

import multiprocessing
from collections.abc import Callable
from multiprocessing.connection import Connection

import pytest
from django.db import connection, connections
from django.test import Client

from apps.accounts.models import User
from apps.accounts.services.permission_sets import SETS
from apps.accounts.services.roles import take_role
from tests.accounts.services.test_permission_sets import versions_not_renewed
from tests.calling import client_of

FORK = multiprocessing.get_context("fork")
ORDERS = "/api/v2/orders/"


class Process:
    """A process of the shop that answers requests of one person: by a session and by a token."""

    def __init__(self, clients: list[Client]) -> None:
        self.pipe, theirs = FORK.Pipe()
        self.child = FORK.Process(target=serve, args=(theirs, clients), daemon=True)
        self.child.start()

    def ask(self) -> list[tuple[int, int]]:
        """Status of each client's request, and how many queries read permissions for it."""
        self.pipe.send(True)
        assert self.pipe.poll(30)
        answer: list[tuple[int, int]] = self.pipe.recv()
        return answer

    def end(self) -> None:
        self.pipe.send(False)
        self.child.join(10)


def serve(pipe: Connection, clients: list[Client]) -> None:
    SETS.clear()
    while pipe.recv():
        answers = []
        for client in clients:
            sent: list[str] = []

            def keep(execute: Callable[..., object], sql: str, *args: object, sent: list[str] = sent) -> object:
                sent.append(sql)
                return execute(sql, *args)

            with connection.execute_wrapper(keep):
                status = client.get(ORDERS).status_code
            answers.append((status, sum("accounts_rolepermission" in sql for sql in sent)))
        pipe.send(answers)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("guarded", [True, False], ids=["as it is", "versions not renewed"])
def test_a_revocation_is_seen_by_the_next_request_of_every_process(people: dict[str, User], guarded: bool) -> None:
    browsers, program = [Client(), Client()], client_of(people["support"])
    for browser in browsers:
        browser.force_login(people["support"])
    connections.close_all()  # a child takes no connection along
    processes = [Process([browser, program]) for browser in browsers]
    try:
        for process in processes:
            assert process.ask()[0] == (200, 1)
            assert process.ask() == [(200, 0), (200, 0)]
        if guarded:
            take_role(user=people["support"], role="support", by=None, reason="left")
        else:
            with versions_not_renewed():
                take_role(user=people["support"], role="support", by=None, reason="left")
        seen = [[status for status, _ in process.ask()] for process in processes]
    finally:
        for process in processes:
            process.end()
    assert seen == ([[403, 403]] * 2 if guarded else [[200, 200]] * 2)
