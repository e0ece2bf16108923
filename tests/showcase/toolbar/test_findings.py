"""What findings lead to."""

import pytest

from apps.showcase.lab.experiments import find_pair
from apps.showcase.toolbar.findings import EXPERIMENTS, verdict
from apps.showcase.toolbar.reads import NEARER_INDEXES
from apps.showcase.toolbar.repeats import NEARER


@pytest.mark.parametrize("slug", sorted({*EXPERIMENTS.values(), *NEARER.values(), *NEARER_INDEXES.values()}))
def test_each_kind_leads_to_an_experiment_of_the_lab(slug: str) -> None:
    assert find_pair(slug) is not None


def test_the_verdict_is_in_words() -> None:
    assert [verdict(number) for number in (0, 1, 3)] == ["nothing to cure", "1 thing to cure", "3 things to cure"]
