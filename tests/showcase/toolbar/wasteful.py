"""Views that read big tables for nothing; the line that asks ends with "# asks"."""

from django.db.models import Q
from django.http import HttpRequest, HttpResponse

from apps.orders.models import Order, OrderLine
from apps.showcase.lab.database import on_size
from apps.showcase.toolbar.watching import current_panel, watched_by
from tests.showcase.toolbar.planted import View, answer


def a_few_of_all(request: HttpRequest) -> HttpResponse:
    return answer(list(Order.objects.filter(source_section=7)))  # asks


def a_few_of_all_in_the_lab(request: HttpRequest) -> HttpResponse:
    panel = current_panel()
    with on_size("trial") as lab, watched_by(panel, lab):
        return answer(list(Order.objects.filter(source_section=7)))


def condition_and_order(request: HttpRequest) -> HttpResponse:
    return answer(list(Order.objects.filter(currency="GBP", line_count__gt=3).order_by("-created_at")[:10]))  # asks


def condition_and_range(request: HttpRequest) -> HttpResponse:
    return answer(list(Order.objects.filter(line_count__gt=3, line_count__lt=5, currency="GBP")))  # asks


def order_alone(request: HttpRequest) -> HttpResponse:
    return answer(list(Order.objects.order_by("-line_count")[:10]))  # asks


def text_anywhere(request: HttpRequest) -> HttpResponse:
    return answer(list(Order.objects.filter(source_digest__icontains="abc").order_by()))  # asks


def either(request: HttpRequest) -> HttpResponse:
    """No index of columns serves an OR."""
    return answer(list(Order.objects.filter(Q(source_section=7) | Q(source_rows=7))))  # asks


def in_a_subquery(request: HttpRequest) -> HttpResponse:
    return answer(list(Order.objects.filter(lines__name="TEA", lines__quantity__gt=3)))  # asks


def exact_count(request: HttpRequest) -> HttpResponse:
    return answer([Order.objects.count()])  # asks


def deep_page(request: HttpRequest) -> HttpResponse:
    return answer(list(Order.objects.order_by("pk")[20_000:20_010]))  # asks


def most_of_all(request: HttpRequest) -> HttpResponse:
    return answer(list(Order.objects.exclude(currency="GBP")[:10]))


def by_an_index(request: HttpRequest) -> HttpResponse:
    return answer(list(Order.objects.order_by("-placed_at", "-id")[:10]))


def one_customer_counted(request: HttpRequest) -> HttpResponse:
    return answer([Order.objects.filter(customer=7).count()])


def counted_up_to_a_limit(request: HttpRequest) -> HttpResponse:
    return answer([Order.objects.order_by()[:10_001].count()])


def summed(request: HttpRequest) -> HttpResponse:
    return answer(list(OrderLine.objects.values_list("sku").distinct()))


VIEWS: dict[str, View] = {
    name: value for name, value in list(globals().items()) if getattr(value, "__module__", "") == __name__
}
