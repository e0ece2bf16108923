"""The slow statement in the database's log, as the session that sent it hears of it."""

import pytest
from django.db import connection

from apps.showcase.lab.server_log import KEPT, server_log

pytestmark = pytest.mark.django_db


def ask(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


def test_a_statement_that_takes_too_long_is_heard_with_its_text_and_plan() -> None:
    with server_log() as said:
        ask("SET LOCAL auto_explain.log_min_duration = 0")
        ask("SELECT count(*) FROM generate_series(1, 10)")
    (message,) = said
    assert message.startswith("duration: ")
    assert "Query Text: SELECT count(*) FROM generate_series(1, 10)" in message
    assert "Function Scan on generate_series" in message


def test_a_quick_statement_is_not_in_the_log() -> None:
    with server_log() as said:
        ask("SET LOCAL auto_explain.log_min_duration = '1h'")
        ask("SELECT 1")
    assert said == []


def test_what_is_logged_afterwards_is_not_heard_and_no_more_is_kept_than_a_few() -> None:
    with server_log() as said:
        ask("SET LOCAL auto_explain.log_min_duration = 0")
        for _ in range(KEPT + 2):
            ask("SELECT 1")
    ask("SELECT 2")
    assert len(said) == KEPT
    assert not any("SELECT 2" in message for message in said)
