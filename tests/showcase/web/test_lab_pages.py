"""The query lab's pages: what there is, who may run, what a run leaves behind, what to do when there is nothing yet."""

from copy import deepcopy
from datetime import UTC, datetime

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from apps.core.models import Job, JobState
from apps.showcase.lab.experiments import pairs
from apps.showcase.lab.sizes import SIZES, Stand
from apps.showcase.lab.telling import outcome
from apps.showcase.models import LAB, Run
from apps.showcase.web import lab_pages
from tests.showcase.examples import MEASURED

PAGE = reverse("showcase:lab-experiment", args=["n-plus-one"])
START = reverse("showcase:lab-start", args=["n-plus-one"])
BUILD = reverse("showcase:lab-start", args=["build"])
ASKED = {"n-plus-one-size": "10k", "n-plus-one-seconds": "10"}
BUILT_AT = datetime(2026, 1, 2, 3, 4, tzinfo=UTC)


@pytest.fixture
def engineer(client, people):
    client.force_login(people["engineer"])
    return client


@pytest.fixture
def built(monkeypatch):
    """The smallest size is there, the next one unfinished, the biggest older than the shop's tables."""
    small, middle, big = SIZES
    found = [
        Stand(small, bytes=18_000_000, rows=9_788, seconds=2, built_at=BUILT_AT),
        Stand(middle, bytes=10_000_000),
        Stand(big, bytes=400_000_000, rows=978_724, seconds=60, built_at=BUILT_AT, outdated=True),
    ]
    monkeypatch.setattr(lab_pages, "stands", lambda: found)


def text(response) -> str:
    return response.content.decode()


def finished(owner, **more) -> Run:
    return Run.objects.create(
        scenario=LAB,
        experiment="n-plus-one",
        owner=owner,
        parameters={"size": "10k", "seconds": 10},
        result=outcome([deepcopy(MEASURED)]),
        finished_at=timezone.now(),
        **more,
    )


def test_the_lab_lists_every_experiment_with_what_its_last_run_said(engineer, people, built):
    finished(people["engineer"])
    html = text(engineer.get(reverse("showcase:lab")))
    for pair in pairs():
        assert reverse("showcase:lab-experiment", args=[pair.slug]) in html
    assert html.count("<b>25 times faster</b>") == 1
    assert "not run yet" in html
    assert "9,788" in html
    assert "not finished" in html
    assert "older than the shop’s tables" in html
    assert html.count(">Build</button>") == 1
    assert "Bring up to date" in html


def test_a_database_of_the_same_name_that_the_lab_did_not_make_is_not_offered_to_be_built(engineer, monkeypatch):
    monkeypatch.setattr(lab_pages, "stands", lambda: [Stand(SIZES[0], bytes=8_000_000, foreign=True)])
    html = text(engineer.get(reverse("showcase:lab")))
    assert "not the lab’s, left alone" in html
    assert ">Build</button>" not in html


def test_the_exhibits_page_leads_into_the_lab(engineer):
    html = text(engineer.get(reverse("showcase:scenario", args=[LAB])))
    assert PAGE in html
    assert reverse("showcase:lab") in html
    assert "Run answer and twin" not in html


def test_without_a_database_the_page_says_what_to_do(engineer):
    html = text(engineer.get(PAGE))
    assert "No database of the lab is built yet." in html
    assert "Run both" not in html.replace('class="unseen">Run both', "")
    assert "The code that will run" in html


def test_an_experiment_shows_what_its_run_measured(engineer, people, built):
    run = finished(people["engineer"])
    html = text(engineer.get(PAGE))
    assert "25 times faster" in html
    assert "7,138 queries" in html
    assert "n_plus_one.py:14" in html
    assert "whole table" in html
    assert "over the disk: 800 kB" in html
    assert "estimate 200 times off" in html
    assert "copy this code" in html.lower()
    assert run.get_absolute_url() in html


def test_a_run_keeps_its_address_and_is_there_for_programs(engineer, people):
    run = finished(people["engineer"])
    assert run.get_absolute_url() == f"/lab/n-plus-one/runs/{run.pk}/"
    assert f"This is run {run.pk} as it was left" in text(engineer.get(run.get_absolute_url()))
    answer = engineer.get(reverse("showcase:lab-run-json", args=["n-plus-one", run.pk])).json()
    summary = {"ratio": 1781 / 70, "says": "25 times faster", "lines": 10_000, "promises": []}
    assert answer["result"]["summary"] == summary
    assert answer["result"]["measured"][0]["ways"][0]["sent"][0]["plan"]["root"]["spilled_kb"] == 800
    assert (answer["owner"], answer["going_on"], answer["cause"]) == (str(people["engineer"]), False, "")
    old = engineer.get(reverse("showcase:run", args=[LAB, run.pk]))
    assert old.headers["Location"] == run.get_absolute_url()


def test_what_became_of_a_run_of_an_older_version_is_still_shown(engineer, people, built):
    run = finished(people["engineer"])
    for way in run.result["measured"][0]["ways"]:
        del way["values"], way["upkeep"], way["needs"]
    run.save()
    assert "25 times faster" in text(engineer.get(run.get_absolute_url()))


def test_starting_makes_a_job_for_the_bulk_worker(engineer, people):
    answer = engineer.post(START, ASKED)
    run = Run.objects.get()
    assert answer.headers["Location"] == run.get_absolute_url()
    assert (run.scenario, run.experiment, run.owner) == (LAB, "n-plus-one", people["engineer"])
    assert run.job.parameters == {"run_id": run.pk, "parameters": {"size": "10k", "seconds": 10}}
    html = text(engineer.get(PAGE))
    assert "Cancel this run" in html
    assert reverse("showcase:progress", args=[LAB, run.pk]) in html


def test_a_run_of_the_lab_has_one_door(engineer):
    answer = engineer.post(reverse("showcase:start", args=[LAB, "n-plus-one"]), ASKED)
    assert (answer.status_code, Run.objects.count()) == (404, 0)


def test_its_owner_cancels_a_run(engineer, people):
    engineer.post(START, ASKED)
    run = Run.objects.get()
    html = text(engineer.post(reverse("showcase:cancel", args=[LAB, run.pk]), follow=True))
    assert "Cancelled before it began." in html
    assert Job.objects.get(owner=people["engineer"]).state == JobState.CANCELLED


def test_a_choice_that_there_is_not_is_refused_by_name(engineer):
    html = text(engineer.post(START, ASKED | {"n-plus-one-size": "9g"}, follow=True))
    assert "Table: Select a valid choice. 9g is not one of the available choices." in html
    assert not Run.objects.exists()


def test_building_a_size_is_a_run_that_the_lab_shows(engineer, people):
    answer = engineer.post(BUILD, {"build-size": "10k"}, follow=True)
    assert answer.redirect_chain[-1][0] == "/lab/#sizes"
    assert "Cancel this run" in text(answer)
    assert "Another long run has the lab" in text(engineer.post(START, ASKED, follow=True))
    assert Run.objects.get().experiment == "build"


@pytest.mark.parametrize("role", ["manager", "support", "warehouse", "auditor", "customer"])
def test_others_read_and_run_nothing(client, people, role, built):
    client.force_login(people[role])
    html = text(client.get(PAGE))
    assert "Running experiments is for the role engineer" in html
    for address, asked in ((START, ASKED), (BUILD, {"build-size": "10k"})):
        assert "for the role engineer" in text(client.post(address, asked, follow=True))
    assert not Run.objects.exists()
    assert not Job.objects.filter(owner=people[role]).exists()


def test_strangers_see_figures_and_not_who_ran_what(client, people, built):
    run = finished(people["engineer"])
    html = text(client.get(PAGE))
    assert "25 times faster" in html
    for hidden in (str(run.owner), f"Run {run.pk}", "/runs/", "Open naive in the toolbar"):
        assert hidden not in html
    for name in ("showcase:lab-run", "showcase:lab-run-json"):
        assert client.get(reverse(name, args=["n-plus-one", run.pk])).status_code == 404


def test_why_a_run_failed_is_said_to_those_who_may_run(engineer, people):
    Run.objects.create(
        scenario=LAB,
        experiment="n-plus-one",
        owner=people["engineer"],
        cause="NotBuilt: There is no database of 10,000 lines yet",
        finished_at=timezone.now(),
    )
    assert "There is no database of 10,000 lines yet" in text(engineer.get(PAGE))
    html = text(Client().get(PAGE))
    assert "This run brought no result." in html
    assert "NotBuilt" not in html


def test_what_there_is_not_is_not_found(engineer):
    assert engineer.get("/lab/nothing/").status_code == 404
    assert engineer.post("/lab/nothing/run/").status_code == 404
    assert engineer.get("/lab/n-plus-one/runs/999/").status_code == 404
