"""Views with the mistakes that the panel is to find: the line that asks ends with "# asks", cures stand beside."""

from collections.abc import Callable, Iterable

from django.db.models import Count, Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from rest_framework.generics import ListAPIView
from rest_framework.serializers import CharField, ModelSerializer

from apps.catalog.models import Product
from apps.orders.models import Customer, Order, OrderLine

View = Callable[[HttpRequest], HttpResponse]


def answer(words: Iterable[object]) -> HttpResponse:
    return HttpResponse(f"<body>{' '.join(map(str, words))}</body>")


def forward(request: HttpRequest) -> HttpResponse:
    return answer(order.customer.name for order in Order.objects.all())  # asks


def forward_cured(request: HttpRequest) -> HttpResponse:
    return answer(order.customer.name for order in Order.objects.select_related("customer"))


def reverse(request: HttpRequest) -> HttpResponse:
    return answer(line.sku for order in Order.objects.all() for line in order.lines.all())  # asks


def reverse_cured(request: HttpRequest) -> HttpResponse:
    return answer(line.sku for order in Order.objects.prefetch_related("lines") for line in order.lines.all())


def many_to_many(request: HttpRequest) -> HttpResponse:
    return answer(shelf.name for product in Product.objects.all() for shelf in product.categories.all())  # asks


def many_to_many_cured(request: HttpRequest) -> HttpResponse:
    products = Product.objects.prefetch_related("categories")
    return answer(shelf.name for product in products for shelf in product.categories.all())


def one_to_one_from_behind(request: HttpRequest) -> HttpResponse:
    return answer(product.stock.on_hand for product in Product.objects.filter(stock__isnull=False))  # asks


def one_to_one_from_behind_cured(request: HttpRequest) -> HttpResponse:
    return answer(product.stock.on_hand for product in Product.objects.filter(stock__isnull=False).with_stock())


def after_a_join(request: HttpRequest) -> HttpResponse:
    return answer(order.customer.user.email for order in Order.objects.select_related("customer"))  # asks


def after_a_join_cured(request: HttpRequest) -> HttpResponse:
    return answer(order.customer.user.email for order in Order.objects.select_related("customer__user"))


def after_a_prefetch(request: HttpRequest) -> HttpResponse:
    orders = Order.objects.prefetch_related("lines")
    return answer(line.product.name for order in orders for line in order.lines.all())  # asks


def after_a_prefetch_cured(request: HttpRequest) -> HttpResponse:
    orders = Order.objects.prefetch_related("lines__product")
    return answer(line.product.name for order in orders for line in order.lines.all())


def some_of_the_lines(request: HttpRequest) -> HttpResponse:
    return answer(order.lines.filter(quantity__gt=1).first() for order in Order.objects.all())  # asks


def some_of_the_lines_cured(request: HttpRequest) -> HttpResponse:
    several = Prefetch("lines", OrderLine.objects.filter(quantity__gt=1), to_attr="several")
    return answer(order.several[:1] for order in Order.objects.prefetch_related(several))


def number_of_lines(request: HttpRequest) -> HttpResponse:
    return answer(order.lines.count() for order in Order.objects.all())  # asks


def number_of_lines_cured(request: HttpRequest) -> HttpResponse:
    return answer(order.lines__count for order in Order.objects.annotate(Count("lines")))


def left_out(request: HttpRequest) -> HttpResponse:
    return answer(order.country for order in Order.objects.only("number"))  # asks


def left_out_cured(request: HttpRequest) -> HttpResponse:
    return answer(order.country for order in Order.objects.only("number", "country"))


def by_hand(request: HttpRequest) -> HttpResponse:
    return answer(Customer.objects.get(pk=order.customer_id) for order in Order.objects.all())  # asks


def unsure(request: HttpRequest) -> HttpResponse:
    """Keys from somewhere: that there were orders before, and that orders have customers, proves nothing."""
    keys = [order.customer_id for order in Order.objects.all()]
    return answer(Customer.objects.get(pk=key) for key in keys)  # asks


def ambiguous(request: HttpRequest) -> HttpResponse:
    """Products of two queries: which of the two is to bring the stock along cannot be told."""
    products = [*Product.objects.filter(sku="A"), *Product.objects.exclude(sku="A").filter(stock__isnull=False)]
    return answer(product.stock.on_hand for product in products)  # asks


class OrderSerializer(ModelSerializer):
    customer = CharField(source="customer.name")  # asks

    class Meta:
        model = Order
        fields = ("number", "customer")


class Orders(ListAPIView):
    permission_classes = ()
    serializer_class = OrderSerializer
    queryset = Order.objects.all()
    pagination_class = None


in_an_api = Orders.as_view()


def several_hops(request: HttpRequest) -> HttpResponse:
    return answer(line.product.name for order in Order.objects.all() for line in order.lines.all())  # asks


def in_a_template(request: HttpRequest) -> HttpResponse:
    return render(request, "planted.html", {"orders": Order.objects.all()})


def twice(request: HttpRequest) -> HttpResponse:
    british = Order.objects.filter(country="GB")
    return answer([*british.all(), *british.all()])  # asks


def twice_cured(request: HttpRequest) -> HttpResponse:
    british = Order.objects.filter(country="GB")
    return answer([*british, *british])


def chance(request: HttpRequest) -> HttpResponse:
    """Two places look the same customer up."""
    first = Customer.objects.order_by("pk")[0]
    one = Customer.objects.get(pk=first.pk)
    other = Customer.objects.get(pk=first.pk)
    return answer([one, other])


VIEWS: dict[str, View] = {
    name: value for name, value in list(globals().items()) if getattr(value, "__module__", "") == __name__
}
