from apps.core.observability.indexes.advice import Advice, Kind
from apps.showcase.apps import EXPLAINED_BY
from apps.showcase.lab.experiments import find_pair


def test_every_advice_about_indexes_leads_to_an_experiment_that_there_is() -> None:
    assert [kind for kind in Kind if find_pair(EXPLAINED_BY[kind]) is None] == []
    one = Advice(Kind.FILTER, "orders_order", "Index it.", "Why.", "models.Index()", 8192)
    assert one.page.endswith(f"/lab/{EXPLAINED_BY[Kind.FILTER]}/")
