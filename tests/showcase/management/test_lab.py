"""`manage.py lab`: what it lists, one grammar for every experiment, what it says when something is not there."""

import json

import pytest
from django.core.management import CommandError, call_command

from apps.showcase.lab.experiments import pairs
from apps.showcase.lab.processes import Report
from apps.showcase.lab.telling import outcome
from apps.showcase.management.commands import lab
from tests.showcase.examples import MEASURED


@pytest.fixture
def asked(monkeypatch):
    """What the command's processes were asked for; they answer with a result of the lab."""
    calls = []

    def run_here(target, parameters, *, limits, progress):
        calls.append((target, parameters))
        value = {"did": "built"} if target.endswith(":build") else outcome([MEASURED])
        return Report(value, 0.1, 0)

    monkeypatch.setattr(lab, "run_child", run_here)
    return calls


def said(capsys, *words: str) -> str:
    call_command("lab", *words)
    return str(capsys.readouterr().out)


def test_it_lists_every_experiment_and_every_size(db, capsys):
    listed = said(capsys, "list")
    for pair in pairs():
        assert f"{pair.slug} --size 10k --seconds 30" in listed
    assert "duplicates compare --" in listed
    assert "size 1m: not built" in listed


def test_a_pair_is_run_by_its_name_with_the_forms_fields_as_options(asked, capsys):
    told = said(capsys, "run", "n-plus-one", "--size", "100k")
    assert asked == [
        ("apps.showcase.lab.comparing:run_pair", {"size": "100k", "seconds": 30, "pair": "n-plus-one"}),
    ]
    assert "✓ 25 times faster" in told
    assert "✗ 7,138 queries" in told


def test_as_json_it_prints_everything_that_was_measured(asked, capsys):
    told = json.loads(said(capsys, "run", "n-plus-one", "--json"))
    assert told["summary"]["lines"] == 10_000
    assert told["measured"][0]["ways"][0]["sent"][0]["plan"]["root"]["kind"] == "Sort"


def test_an_experiment_of_another_scenario_is_run_by_scenario_and_name(asked, capsys):
    said(capsys, "run", "duplicates", "compare", "--lines", "2000")
    ((target, parameters),) = asked
    assert target.startswith("apps.showcase.scenarios.s01_duplicates")
    assert parameters["lines"] == 2000


def test_sizes_are_built_by_name(asked, capsys):
    assert "_lab_10k: built." in said(capsys, "build", "10k", "1m")
    assert [parameters for _, parameters in asked] == [{"size": "10k"}, {"size": "1m"}]


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["run", "nothing"], "invalid choice: 'nothing'"),
        (["run", "n-plus-one", "--size", "9g"], "size: Select a valid choice"),
        (["run", "n-plus-one", "--lines", "5"], "unrecognized arguments: --lines 5"),
        (["build", "9g"], "invalid choice: '9g'"),
    ],
)
def test_what_there_is_not_is_refused_by_name(words, says, asked):
    with pytest.raises(CommandError, match=says):
        call_command("lab", *words)
    assert asked == []


def test_why_a_run_brought_nothing_is_said(monkeypatch):
    monkeypatch.setattr(lab, "run_child", lambda *args, **more: Report(None, 1, 0, "error", "NotBuilt: build it"))
    with pytest.raises(CommandError, match="NotBuilt: build it"):
        call_command("lab", "run", "n-plus-one")
