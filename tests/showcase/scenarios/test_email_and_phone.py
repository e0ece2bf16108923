"""Exhibit 5: one answer at three doors, and copies of the rule that disagree; naughty texts."""

import subprocess
import sys
from typing import Any

import pytest
from django.conf import settings

from apps.core.rest import contact_fields
from apps.orders.models import Customer
from apps.showcase.lab.guarding import NotTheLab
from apps.showcase.lab.processes import quiet
from apps.showcase.scenarios.s05_email_and_phone import SCENARIO, asking, timing
from apps.showcase.scenarios.s05_email_and_phone.doors import Doors
from apps.showcase.scenarios.s05_email_and_phone.values import SAMPLES


@pytest.fixture
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(asking, "SAMPLES", SAMPLES[:1])


@pytest.mark.django_db
def test_every_sample_has_one_answer_at_all_doors() -> None:
    result = asking.compare(quiet, field="email", value="ada@MÜNCHEN.example", country="GB")
    answer, twin = result["answer"], result["twin"]
    assert answer["holds"], result["sections"]
    assert dict(answer["facts"]) == {
        "Kept as": "ada@xn--mnchen-3ya.example",
        "Samples on which doors agree": f"{len(SAMPLES)} of {len(SAMPLES)}",
    }
    assert (answer["figure"], twin["figure"]) == ("1", "2")
    assert not twin["holds"]
    assert dict(twin["facts"])["Samples on which copies agree"] != f"{len(SAMPLES)} of {len(SAMPLES)}"
    assert not Customer.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("field", "value", "country", "code"),
    [
        ("email", "ada@shop", "GB", "email_domain_invalid"),
        ("email", "ädä@shop.example", "GB", "email_not_ascii"),
        ("phone", "020 7946 0000", "EU", "phone_country_needed"),
        ("phone", "12", "GB", "phone_invalid"),
    ],
)
def test_a_refusal_has_one_code_at_one_field_and_says_what_to_do(
    field: str, value: str, country: str, code: str
) -> None:
    said = Doors(country).ask(field, value)
    assert {one.told for one in said.values()} == {("", code, field)}
    assert len({one.words for one in said.values()}) == 1


@pytest.mark.django_db
def test_a_door_with_a_rule_of_its_own_is_found_out(few: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """The control: one door has a copy of the rule, and the page says that the doors disagree."""
    monkeypatch.setattr(contact_fields, "canonical_email", lambda text: text.lower())
    monkeypatch.setattr("apps.orders.services.customers.canonical_email", lambda text: text)
    result = asking.compare(quiet, field="email", value="Ada@shop.example", country="GB")
    assert not result["answer"]["holds"]
    assert result["answer"]["verdict"] == "doors disagree"
    assert result["answer"]["figure"] == "2"


def test_nothing_is_asked_in_the_shops_own_database(db: None) -> None:
    with pytest.raises(NotTheLab):
        asking.in_lab(quiet, field="email", value="ada@shop.example", country="GB")


def test_naughty_texts_are_quick_and_the_careless_expression_is_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timing, "BOUND", 0.2)
    monkeypatch.setattr(timing, "ENOUGH", 0.05)
    result: dict[str, Any] = timing.measure(quiet, expression="words")
    assert result["answer"]["holds"], result["answer"]
    assert (result["twin"]["verdict"], result["twin"]["holds"]) == ("stopped", False)
    assert float(result["twin"]["figure"].removeprefix("> ").removesuffix(" s")) >= 0.2
    ours, twins = result["sections"][0]["series"]
    assert len(twins["points"]) >= 4
    assert twins["points"][-1][1] > 5 * max(took for length, took in ours["points"] if length <= 100)


def test_the_processes_of_the_page_begin_without_the_apps() -> None:
    """They are given a place to work first: the lab's database, or none at all."""
    modules = {experiment.target.partition(":")[0] for experiment in SCENARIO.experiments}
    begin = f"import {', '.join(sorted(modules))}"
    subprocess.run([sys.executable, "-c", begin], check=True, cwd=settings.BASE_DIR)
