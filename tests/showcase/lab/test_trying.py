"""One way alone on an ordinary page: in development, for those who may run experiments, in the lab's database."""

import psycopg
import pytest
from django.urls import reverse

from apps.showcase.lab import trying
from apps.showcase.lab.database import lab_name, url_of
from apps.showcase.lab.guarding import NotTheLab
from apps.showcase.lab.processes import quiet
from apps.showcase.lab.rounds import measure
from apps.showcase.lab.sizes import TINY
from apps.showcase.lab.states import ONE_AT_A_TIME
from apps.showcase.web import lab_way

pytestmark = pytest.mark.filterwarnings("ignore:N.1 detected")
NAIVE, TUNED = (reverse("showcase:lab-way", args=["n-plus-one", way]) for way in ("naive", "tuned"))


@pytest.fixture
def engineer(client, people, settings, monkeypatch, tiny_lab):
    settings.DEBUG = True
    settings.ZEAL_RAISE = False  # as in development: the loop is what the page shows
    monkeypatch.setattr(lab_way, "SMALLEST", TINY)
    client.force_login(people["engineer"])
    return client


def test_the_page_runs_that_way_and_says_how_many_queries_it_sent(engineer):
    naive, tuned = (engineer.get(address) for address in (NAIVE, TUNED))
    assert naive.context["count"] > 300
    assert f"{naive.context['count']} <small>queries" in naive.content.decode()
    assert tuned.context["count"] == 2
    assert naive.context["tried"].result == tuned.context["tried"].result
    assert "n_plus_one.py:" in naive.content.decode()


def test_while_a_run_measures_there_the_page_says_so(engineer, tiny_lab):
    with psycopg.connect(url_of(lab_name(tiny_lab))) as other:
        other.execute(ONE_AT_A_TIME)
        answer = engineer.get(NAIVE)
    assert answer.status_code == 409
    assert "The lab is busy" in answer.content.decode()


def test_what_takes_too_long_is_stopped_and_the_page_says_why(engineer, monkeypatch):
    monkeypatch.setattr(trying, "PATIENCE", "SET LOCAL statement_timeout = '100ms'; SELECT pg_sleep(60)")
    answer = engineer.get(NAIVE)
    assert answer.status_code == 503
    assert "canceling statement due to statement timeout" in answer.content.decode()


def test_without_a_database_it_says_what_to_do(engineer, monkeypatch):
    monkeypatch.undo()
    answer = engineer.get(NAIVE)
    assert answer.status_code == 409
    assert "There is no database of 10,000 lines yet" in answer.content.decode()


def test_it_is_for_development_and_for_those_who_may_run(engineer, client, people, settings):
    assert engineer.get(reverse("showcase:lab-way", args=["n-plus-one", "nothing"])).status_code == 404
    client.force_login(people["auditor"])
    assert client.get(NAIVE).status_code == 403
    settings.DEBUG = False
    client.force_login(people["engineer"])
    assert client.get(NAIVE).status_code == 404


def test_in_the_shops_database_nothing_is_measured(db):
    with pytest.raises(NotTheLab):
        measure(quiet, pair="composite-index", seconds=1)
