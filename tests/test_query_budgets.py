"""Every list and page of the admin and the API keeps its query budget, which does not grow with the rows."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.conf import settings
from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.template import Context, Origin, Template
from django.urls import include, path, reverse
from django.utils import timezone

from apps.accounts.models import User
from apps.accounts.services.tokens import issue_token
from apps.core.limits import Bucket, limiter
from apps.core.limits.known import known_rules
from apps.core.rest.usage import usage
from apps.orders.api.v2.views import OrderViewSet
from apps.orders.models import Order
from apps.payments.admin.refunds import RefundAdmin
from apps.payments.models import Refund
from config import api_urls
from tests.budgets import comparing, ledger
from tests.budgets.copies import copies, grow
from tests.budgets.measuring import Query, visit
from tests.budgets.pages import MODELS, REQUEST, Address, budgeted, other_pages, pages_of, without_budget
from tests.calling import client_of
from tests.core.backoffice.rows import ROWS, lines
from tests.core.backoffice.visiting import signed_in_as
from tests.waiting import eventually

# A query in a loop is named here, with its line, instead of ending the visit.
pytestmark = [pytest.mark.django_db, pytest.mark.filterwarnings("ignore:N.1 detected")]
every_model = pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.label)
FEW, MANY = 3, 30
Keep = Callable[[str, list[Query]], str]


class Visitor:
    """An owner in a browser and, for routes of the API, with a token."""

    def __init__(self) -> None:
        self.browser = signed_in_as("owner")
        self.program = client_of(self.browser.user)

    def visit(self, route: str, url: str) -> list[Query]:
        return visit(self.browser if route.startswith(("admin:", "ops:")) else self.program, url)


@pytest.fixture
def visitor(db: None, settings: Any) -> Visitor:
    settings.ZEAL_RAISE = False
    return Visitor()


@pytest.fixture
def keep(request: pytest.FixtureRequest) -> Keep:
    """Compares with the budget, or writes it when that is asked for; what is wrong is returned."""

    def kept(route: str, sent: list[Query]) -> str:
        budgets = ledger.read()
        if request.config.getoption("--write-budgets"):
            ledger.write(budgets | {route: ledger.budget_of(sent)})
            return ""
        return comparing.difference(route, sent, budgets.get(route))

    return kept


def measured(visitor: Visitor, model: type[Model], pages: dict[str, Address]) -> dict[str, tuple[list[Query], ...]]:
    """Of each page the queries with few rows and with many, of its own kind and below the row that it shows."""
    row, *_ = ROWS[model](FEW)
    grow(row, FEW)
    few = {route: visitor.visit(route, at(row)) for route, at in pages.items()}
    copies(row, MANY - FEW)
    grow(row, MANY - FEW)
    return {route: (few[route], visitor.visit(route, at(row))) for route, at in pages.items()}


@every_model
def test_the_pages_of_a_model_keep_their_budgets(visitor: Visitor, keep: Keep, model: type[Model]) -> None:
    found = []
    for route, (few, many) in measured(visitor, model, pages_of(model)).items():
        found += [comparing.growth(route, few, many) or keep(route, few)]
        if route.endswith("_changelist"):
            counts = [query.sql for query in few if "COUNT(" in query.sql.upper()]
            assert counts
            assert [sql for sql in counts if "LIMIT 100001" not in sql and "LIMIT 10001" not in sql] == []
    assert not any(found), "\n" + "\n".join(filter(None, found))


def call(count: int, person: User) -> None:
    """So many tokens more have called the API, and the person; all have taken something of a limit."""
    callers = {f"token:{make_token(person)}" for _ in range(count)} | {f"person:{person.pk}"}
    for caller in callers:
        usage.count("v1", caller)
        limiter.take([Bucket(known_rules["password-reset"].rule, caller.replace(":", "-"))])
    eventually(lambda: callers <= {one.caller for one in usage.read([timezone.now().date()]) or []})


def make_token(person: User) -> int:
    return issue_token(user=person, name="test", scopes=["orders:read"], by=None)[0].pk


def test_pages_of_many_kinds_of_rows_keep_their_budgets(visitor: Visitor, keep: Keep) -> None:
    def add(count: int) -> None:
        lines(count)
        call(count, visitor.browser.user)
        for model in ROWS:
            if "request_id" in (field.name for field in model._meta.fields):
                copies(ROWS[model](1)[0], count, request_id=REQUEST)

    add(FEW)
    few = {route: visitor.visit(route, url) for route, url in other_pages().items()}
    add(MANY - FEW)
    many = {route: visitor.visit(route, url) for route, url in other_pages().items()}
    found = [comparing.growth(route, few[route], many[route]) or keep(route, few[route]) for route in few]
    assert not any(found), "\n" + "\n".join(filter(None, found))


def test_every_list_and_page_has_a_budget(request: pytest.FixtureRequest) -> None:
    assert without_budget() == set()
    kept = ledger.read()
    if request.config.getoption("--write-budgets"):
        ledger.write({route: budget for route, budget in kept.items() if route in budgeted()})
    assert set(ledger.read()) == budgeted()


# What the tests above say of a page that breaks its budget.


def looped(request: HttpRequest) -> HttpResponse:
    page = "{% for order in orders %}\n{{ order.number }}\n{{ order.customer.name }}\n{% endfor %}"
    template = Template(page, origin=Origin(str(settings.BASE_DIR / "templates" / "planted.html")))
    orders = Order.objects.all() if "cured" not in request.GET else Order.objects.with_customer()
    return HttpResponse(template.render(Context({"orders": orders})))


urlpatterns = [path("planted/", looped), path("", include("config.urls"))]


def planted(visitor: Visitor, page: dict[str, Address], model: type[Model] = Order) -> str:
    """What is said of a page of the model's rows."""
    ((route, at),) = page.items()
    row, *_ = ROWS[model](FEW)
    few = visitor.visit(route, at(row))
    copies(row, MANY - FEW)
    return comparing.growth(route, few, visitor.visit(route, at(row)))


@pytest.mark.urls(__name__)
def test_a_query_in_a_loop_of_a_template_is_named_with_its_tag(visitor: Visitor) -> None:
    first, line, query = planted(visitor, {"planted": lambda _: "/planted/"}).splitlines()
    assert re.fullmatch(r"planted takes \d queries with few rows, 3\d with many:", first)
    assert re.fullmatch(r"    templates/planted\.html:3 \(order\.customer\.name\), 30 times", line)
    assert 'FROM "orders_customer" WHERE' in query
    assert planted(visitor, {"planted": lambda _: "/planted/?cured"}) == ""


def test_a_query_in_a_loop_of_the_api_is_named_with_its_field(visitor: Visitor, monkeypatch: Any) -> None:
    monkeypatch.setattr(OrderViewSet, "fetches", {})
    page = {"v2:order-list": pages_of(Order)["v2:order-list"]}
    first, line, _ = planted(visitor, page).splitlines()
    assert first.startswith("v2:order-list takes ")
    assert re.match(r"    apps/orders/api/v2/serializers\.py:\d+ \(OrderSerializer\.customer\), 30 times", line)


def test_a_query_in_a_loop_of_an_admin_list_is_named_with_its_column(visitor: Visitor, monkeypatch: Any) -> None:
    monkeypatch.setattr(RefundAdmin, "list_select_related", False)
    route = "admin:payments_refund_changelist"
    told = planted(visitor, {route: pages_of(Refund)[route]}, Refund)
    assert re.search(r"    apps/payments/admin/refunds\.py:\d+ \(RefundAdmin\.payment_link\), 30 times", told)


def test_one_query_more_is_named_with_its_line_and_one_less_with_its_table(visitor: Visitor, monkeypatch: Any) -> None:
    def get_queryset(self: Any) -> Any:
        User.objects.exists()  # planted
        return Order.objects.visible_to(self.request.user)

    budget = ledger.read()["v2:order-list"]
    monkeypatch.setattr(OrderViewSet, "get_queryset", get_queryset)
    more = visitor.visit("v2:order-list", reverse("v2:order-list"))
    number = get_queryset.__code__.co_firstlineno + 1
    assert comparing.difference("v2:order-list", more, budget).splitlines()[:3] == [
        "v2:order-list takes 3 queries, its budget says 2:",
        "  accounts_user: 1 instead of 0, sent by",
        f"    tests/test_query_budgets.py:{number} ({get_queryset.__qualname__})",
    ]
    fewer = [query for query in more if query.table not in ("accounts_user", "orders_order")]
    assert comparing.difference("v2:order-list", fewer, budget).splitlines()[:2] == [
        "v2:order-list takes 1 queries, its budget says 2:",
        "  orders_order: 0 instead of 1",
    ]
    assert comparing.difference("v2:order-list", more, None) == "v2:order-list has no budget: `make budgets` writes it"


def test_a_new_list_needs_a_budget(monkeypatch: Any) -> None:
    monkeypatch.setattr(api_urls, "urlpatterns", [*api_urls.urlpatterns, path("new/", looped, name="new-list")])
    assert "new-list" in without_budget()
