"""What the pages about indexes claim of plans, as far as it does not hang on how many rows there are.

The planner may not read tables from end to end here, so it takes every index that can serve.
"""

import pytest
from django.db import connection

from apps.showcase.lab.experiments import find_pair
from apps.showcase.lab.pairs import needs_of
from apps.showcase.lab.plans import Node, explain
from apps.showcase.lab.recording import Recorder
from apps.showcase.lab.states import as_it_wants, lab_turn, make_all

CAN = [
    ("partial-index", "tuned", "lab_movement_biggest_returns"),
    ("covering-index", "tuned", "lab_line_product_including"),
    ("expression-index", "tuned", "lab_order_number_upper"),
    ("trigram-search", "tuned", "lab_reason_upper_trigram"),
    ("brin-index", "tuned", "lab_movement_time_brin"),
    ("function-on-column", "other-2", "lab_movement_date"),
]
CANNOT = [
    ("expression-index", "naive", "orders_order_number_key"),
    ("expression-index", "other-1", "lab_order_number_lower"),
    ("trigram-search", "other-1", "lab_reason_pattern"),
    ("trigram-search", "other-2", "lab_reason_trigram"),
    ("function-on-column", "naive", "lab_movement_time"),
    ("implicit-cast", "naive", "catalog_stockmovement_pkey"),
    ("implicit-cast", "other-1", "catalog_stockmovement_pkey"),
]


def scans(slug: str, name: str) -> list[Node]:
    """The scans of indexes in the plans of a way."""
    pair, recorder = find_pair(slug), Recorder()
    assert pair
    way = pair.ways[name]
    with lab_turn():
        arguments = pair.arguments()
        make_all(pair)
        with as_it_wants(way, needs_of(pair)):
            with recorder.listening():
                way(arguments)
            with connection.cursor() as cursor:
                cursor.execute("SET LOCAL enable_seqscan = off")
            plans = [explain(sent.sql, sent.parameters) for sent in recorder.dearest()]
    return [node for plan in plans for node in plan.nodes if node.index]


@pytest.mark.parametrize(("slug", "name", "index"), CAN)
def test_a_way_takes_the_index_that_its_page_names(in_tiny_lab, slug, name, index):
    assert {node.index for node in scans(slug, name)} == {index}


@pytest.mark.parametrize(("slug", "name", "index"), CANNOT)
def test_an_index_that_cannot_serve_is_not_searched_even_when_tables_may_not_be_read(in_tiny_lab, slug, name, index):
    assert index not in {node.index for node in scans(slug, name) if node.condition}


def test_what_is_summed_stands_in_the_covering_index(in_tiny_lab):
    assert [node.kind for node in scans("covering-index", "tuned")] == ["Index Only Scan"]
    assert "Index Only Scan" not in {node.kind for node in scans("covering-index", "naive")}
