"""Scenario pages: who may run, what a run leaves behind, and addresses that stay."""

from importlib import import_module

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from apps.core.models import Job, JobState
from apps.showcase.lab import runs
from apps.showcase.lab.processes import Report
from apps.showcase.models import Run
from apps.showcase.scenarios import s01_duplicates
from apps.showcase.web import scenario_pages
from apps.showcase.web.sources import readable_paths

PAGE = reverse("showcase:scenario", args=["duplicates"])
CONFIG = ["config/env.py", "config/options.py", "config/settings/base.py"]
START = reverse("showcase:start", args=["duplicates", "compare"])
ASKED = {"compare-text": "mug\njar\nmug", "compare-lines": "100", "compare-repeated": "10"}


@pytest.fixture(autouse=True)
def _in_this_process(monkeypatch):
    """The experiment's function itself, on small lists; tests/showcase/lab has what its process adds."""

    def run_here(target, parameters, *, limits, progress):
        module, name = target.split(":")
        return Report(getattr(import_module(module), name)(progress, **parameters), 0.1, 0)

    monkeypatch.setattr(runs, "run_child", run_here)
    monkeypatch.setattr(s01_duplicates, "SIZES", (100, 200))
    monkeypatch.setattr(s01_duplicates, "TIMED", 400)


@pytest.fixture
def engineer(client, people):
    client.force_login(people["engineer"])
    return client


def text(response) -> str:
    return response.content.decode()


def long_run(owner, **job) -> Run:
    return Run.objects.create(
        scenario="million-rows",
        experiment="import",
        owner=owner,
        job=Job.objects.create(kind="showcase.scenario_run", owner=owner, **job),
    )


def test_a_run_shows_answer_and_twin_and_keeps_its_address(engineer):
    response = engineer.post(START, ASKED)
    run = Run.objects.get()
    assert response.headers["Location"] == f"{run.get_absolute_url()}#compare"
    for address in (PAGE, run.get_absolute_url()):
        html = text(engineer.get(address))
        assert "one pass, order kept" in html
        assert "quadratic" in html
        assert f"Run {run.pk}" in html
        assert "pasted lines: 3" in html


@pytest.mark.parametrize("role", ["manager", "support", "warehouse", "auditor", "customer"])
def test_others_see_the_page_and_a_sentence_instead_of_the_button(client, people, role):
    client.force_login(people[role])
    html = text(client.get(PAGE))
    assert "Running experiments is for the role engineer" in html
    assert "Run answer and twin" not in html
    response = client.post(START, ASKED, follow=True)
    assert "Running experiments is for the role engineer." in text(response)
    assert not Run.objects.exists()


def test_a_stranger_sees_the_page_and_runs_nothing(client, db):
    assert "Sign in on the map" in text(client.get(PAGE))
    assert client.post(START, ASKED).status_code == 302
    assert not Run.objects.exists()


def test_what_was_asked_wrongly_is_said_beside_the_field_and_kept(engineer):
    response = engineer.post(START, {"compare-lines": "7", "compare-repeated": "10"})
    assert response.status_code == 422
    assert "greater than or equal to 100" in text(response)
    assert 'value="7"' in text(response)
    assert not Run.objects.exists()


@pytest.mark.parametrize(
    "address",
    [
        "/scenarios/nothing/",
        "/scenarios/caching/",
        "/scenarios/duplicates/runs/999/",
        "/source/config/settings/production.py",
        "/source/../../etc/passwd",
        "/source/.env",
    ],
)
def test_what_is_not_there_is_not_found(engineer, address):
    assert engineer.get(address).status_code == 404


def test_what_a_run_was_given_is_said_in_the_words_of_its_form():
    sorting = scenario_pages.find("sort-by-several").experiments[0]
    run = Run(parameters={"rows": 10000, "third": "", "first": "country", "second": "-customer:last"})
    assert scenario_pages.asked(sorting, run) == [
        ("Sort by", "country, A to Z"),
        ("then by", "customer down, none last"),
        ("Orders", "10,000"),
    ]


def test_an_experiment_that_is_not_there_is_not_found(engineer):
    assert engineer.post("/scenarios/duplicates/run/nothing/").status_code == 404


def test_a_run_that_goes_on_shows_its_progress(engineer, people):
    run = long_run(people["engineer"], state=JobState.RUNNING, done=40, total=100, progress_note="Importing: 40 rows")
    html = text(engineer.get(run.get_absolute_url()))
    assert 'max="100" value="40"' in html
    assert "Running: Importing: 40 rows" in html
    assert "Cancel this run" in html
    answer = engineer.get(reverse("showcase:progress", args=["million-rows", run.pk])).json()
    assert answer == {
        "going_on": True,
        "done": 40,
        "total": 100,
        "note": "Importing: 40 rows",
        "state": "Running",
    }


def test_its_owner_cancels_a_run_and_nobody_else(engineer, client, people):
    run = long_run(people["engineer"])
    address = reverse("showcase:cancel", args=["million-rows", run.pk])
    client.force_login(people["auditor"])
    assert "belongs to somebody else" in text(client.post(address, follow=True))
    assert Job.objects.get(owner=people["engineer"]).state == JobState.QUEUED
    client.force_login(people["engineer"])
    html = text(client.post(address, follow=True))
    assert "Cancelled before it began." in html
    assert Job.objects.get(owner=people["engineer"]).state == JobState.CANCELLED


def test_a_second_long_run_is_refused_in_words(engineer, people):
    long_run(people["engineer"])
    response = engineer.post(
        reverse("showcase:start", args=["million-rows", "race"]), {"race-lines": "10000"}, follow=True
    )
    assert "Another long run has the lab" in text(response)
    assert Run.objects.count() == 1


def test_a_run_whose_process_died_says_so(engineer, people):
    run = long_run(people["engineer"], state=JobState.INTERRUPTED, cause="The process that worked on it ended.")
    html = text(engineer.get(run.get_absolute_url()))
    assert "This run brought no result." in html
    assert "The process that worked on it ended." in html


def test_a_run_without_a_result_says_why(engineer, people):
    run = Run.objects.create(
        scenario="duplicates",
        experiment="compare",
        owner=people["engineer"],
        cause="Stopped after 20 s.",
        finished_at=timezone.now(),
    )
    assert "Stopped after 20 s." in text(engineer.get(run.get_absolute_url()))


def test_why_a_run_failed_is_for_those_who_may_run(client, people):
    Run.objects.create(
        scenario="duplicates",
        experiment="compare",
        owner=people["engineer"],
        cause="OperationalError: connection to 10.0.0.7 refused",
        finished_at=timezone.now(),
    )
    html = text(client.get(PAGE))
    assert "This run brought no result." in html
    assert "10.0.0.7" not in html


def test_an_experiment_whose_tools_are_missing_says_which(engineer, monkeypatch):
    monkeypatch.setattr(scenario_pages, "find_spec", lambda name: None)
    html = text(engineer.get(reverse("showcase:scenario", args=["circular-imports"])))
    assert "needs grimp, importlinter" in html
    assert "Run answer and twin" not in html


def test_a_file_of_a_scenario_is_shown_with_an_anchor_for_each_line(client, db):
    html = text(client.get("/source/apps/catalog/rules/sequences.py"))
    assert '<li id="L1">' in html
    assert '<span class="f">unique_in_order</span>' in html


def finished_run(engineer) -> Run:
    engineer.post(START, ASKED | {"compare-text": "secret-mug\njar\nsecret-mug"})
    return Run.objects.get()


def progress_of(run) -> str:
    return reverse("showcase:progress", args=[run.scenario, run.pk])


def test_strangers_see_the_figures_of_the_last_run_and_nothing_of_who_asked_for_what(engineer, people):
    run = finished_run(engineer)
    html = text(Client().get(PAGE))
    assert "one pass, order kept" in html
    assert "quadratic" in html
    for hidden in (str(run.owner), run.owner.email, "pasted lines", "secret-mug", f"Run {run.pk}", "/runs/"):
        assert hidden not in html


@pytest.mark.parametrize("development", [True, False])
def test_a_run_and_its_progress_are_not_there_for_strangers_unless_developing(engineer, settings, development):
    run = finished_run(engineer)
    settings.DEBUG = development
    for address in (run.get_absolute_url(), progress_of(run)):
        assert Client().get(address).status_code == (200 if development else 404)
    assert ("secret-mug" in text(Client().get(PAGE))) is development


@pytest.mark.parametrize(
    ("role", "sees"),
    [
        ("owner", True),
        ("manager", True),
        ("auditor", True),
        ("support", False),
        ("warehouse", False),
        ("customer", False),
    ],
)
def test_runs_of_others_are_for_those_who_may_view_runs(engineer, client, people, role, sees):
    run = finished_run(engineer)
    client.force_login(people[role])
    for address in (run.get_absolute_url(), progress_of(run)):
        assert client.get(address).status_code == (200 if sees else 404)
    assert ("secret-mug" in text(client.get(PAGE))) is sees
    assert list(Run.objects.visible_to(people[role])) == ([run] if sees else [])


def test_ones_own_run_stays_visible(client, people):
    run = Run.objects.create(scenario="duplicates", experiment="compare", owner=people["customer"])
    client.force_login(people["customer"])
    assert client.get(run.get_absolute_url()).status_code == 200
    assert list(Run.objects.visible_to(people["customer"])) == [run]
    assert not Run.objects.visible_to(AnonymousUser()).exists()


def test_strangers_do_not_read_why_a_run_failed_nor_watch_one(client, people):
    run = long_run(people["engineer"], state=JobState.RUNNING, progress_note="Importing secret.csv")
    page = reverse("showcase:scenario", args=["million-rows"])
    html = text(client.get(page))
    assert "It goes on" in html
    assert "secret.csv" not in html
    assert "data-progress" not in html
    Job.objects.update(state=JobState.FAILED, cause="secret.csv is no file")
    html = text(client.get(page))
    assert "This run brought no result." in html
    assert "secret.csv" not in html
    assert client.get(progress_of(run)).status_code == 404


def test_source_pages_show_files_of_the_project_and_no_hidden_or_written_ones(client, db, settings):
    paths = readable_paths()
    assert "apps/catalog/rules/sequences.py" in paths
    for path in paths:
        assert path.startswith(("apps/", "docs/", "tests/", "pyproject.toml", "config/", ".ci/", "Makefile")), path
        assert (settings.BASE_DIR / path).resolve().is_relative_to(settings.BASE_DIR)
    # Where the shop gets its values, never the values; exhibit 6 shows it.
    assert sorted(path for path in paths if path.startswith("config/")) == CONFIG
    for address in (
        ".env",
        "var/run/services.env",
        "apps/../.env",
        "config/settings/production.py",
        "var/",
        ".git/config",
    ):
        assert client.get(f"/source/{address}").status_code == 404, address


def test_markup_in_a_pasted_list_is_shown_as_text(engineer):
    engineer.post(START, ASKED | {"compare-text": "<script>alert(1)</script>\n<script>alert(1)</script>"})
    html = text(engineer.get(PAGE))
    assert "<script>alert" not in html
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in html
