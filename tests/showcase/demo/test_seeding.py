"""The demonstration shop: plausible, ugly where a back office needs it, and its books in order."""

import io
from collections import Counter
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from random import Random

import pytest
from django.core.management import CommandError, call_command
from django.db.models import F, Sum
from django.utils import timezone

from apps.accounts.services.people import create_person
from apps.catalog.models import Category, Product
from apps.core.models import Job
from apps.core.money import Money
from apps.orders.models import Customer, ImportJob, Order, OrderLine, StatusChange
from apps.payments.models import Payment, Refund
from apps.showcase.demo.goods import make_goods
from apps.showcase.demo.seeding import import_faulty_file, link_customer_accounts, seed_orders
from apps.showcase.demo.story import DAYS, Story

NOW = datetime(2026, 6, 15, 14, 30, tzinfo=UTC)


@pytest.fixture
def shop(db):
    return seed_orders(lines=4_000, now=NOW)


def test_exactly_so_many_lines_are_written(shop):
    assert OrderLine.objects.count() == shop.lines == 4_000
    assert Order.objects.count() == shop.orders
    assert (Product.objects.count(), Customer.objects.count()) == (shop.products, shop.customers) == (400, 160)
    assert (Payment.objects.count(), Refund.objects.count()) == (shop.payments, shop.refunds)


def test_totals_are_those_of_the_lines(shop):
    totals = dict(OrderLine.objects.values_list("order").annotate(sum=Sum("amount")))
    assert {order.pk: order.total for order in Order.objects.all()} == totals
    assert all(order.line_count == order.lines.count() for order in Order.objects.all()[:50])


def test_orders_fill_a_year_and_a_half_up_to_now(shop):
    first, last = Order.objects.order_by("placed_at").first(), Order.objects.order_by("placed_at").last()
    assert NOW - timedelta(days=DAYS) <= first.placed_at < NOW - timedelta(days=DAYS - 14)
    assert NOW - timedelta(minutes=10) < last.placed_at < NOW
    assert not StatusChange.objects.filter(created_at__gte=NOW).exists()
    assert not Payment.objects.filter(created_at__gte=NOW).exists()


def test_every_ugly_case_is_there(shop):
    paid = Payment.objects.filter(status__in=["captured", "partly_refunded", "refunded"])
    assert paid.filter(captured__gt=F("order__total") + 4).exists()
    assert paid.filter(status="partly_refunded", refunded__gt=0, refunded__lt=F("captured")).exists()
    assert paid.filter(status="refunded", refunded=F("captured")).exists()
    assert paid.filter(order__status="cancelled", refunded=0).exists()
    assert Order.objects.filter(status="cancelled", payments=None).exists()
    failed = Order.objects.filter(payments__status="failed")
    assert failed.filter(status="placed").exists()
    assert failed.filter(status="completed").exists()
    assert Order.objects.filter(kind="credit_note", total__lt=0).exists()
    assert Order.objects.filter(customer=None).exists()


def test_what_is_paid_is_rounded_to_the_currency_and_refunds_add_up(shop):
    for payment in Payment.objects.prefetch_related("refunds"):
        assert Money(payment.captured, payment.currency).rounded().amount == payment.captured
        assert sum((refund.amount for refund in payment.refunds.all()), Decimal(0)) == payment.refunded


def test_at_most_one_payment_of_an_order_went_through(shop):
    captured = Counter(Payment.objects.filter(captured__gt=0).values_list("order", flat=True))
    assert set(captured.values()) == {1}


def test_history_ends_where_the_order_stands(shop):
    last = {}
    for change in StatusChange.objects.order_by("id"):
        assert change.from_status == last.get(change.order_id, "")
        last[change.order_id] = change.to_status
    assert last == dict(Order.objects.values_list("pk", "status"))


def test_products_stand_on_one_shelf_or_two(shop):
    shelves = Counter(product.categories.count() for product in Product.objects.prefetch_related("categories"))
    assert set(shelves) == {1, 2}
    assert Category.objects.count() == 8


def test_the_same_seed_tells_the_same_story():
    goods = make_goods(20, random=Random("goods"))

    def tell(seed):
        return list(Story(goods=goods, customers=30, now=NOW, seed=seed).orders(200))

    assert tell(1) == tell(1)
    assert tell(1) != tell(2)
    assert sum(len(order.lines) for order in tell(1)) == 200


def test_a_second_run_goes_on_with_the_next_number(shop):
    last = Order.objects.order_by("number").last().number
    more = seed_orders(lines=50, seed=2, now=NOW)
    assert (more.customers, more.products) == (0, 0)
    assert Order.objects.filter(number=f"V{int(last[1:]) + 1}").exists()
    assert Order.objects.count() == shop.orders + more.orders


def test_numbers_keep_out_of_the_way_of_imported_ones(shop):
    assert not Order.objects.exclude(number__regex=r"^V\d{7}$").exists()
    assert not Customer.objects.exclude(number__regex=r"^V\d{5}$").exists()


def test_development_customers_get_orders_of_their_own(people):
    seed_orders(lines=2_000, now=NOW)
    mine = Order.objects.visible_to(people["customer"])
    assert mine.count() > 3
    assert people["customer"].customer.email == people["customer"].email


def test_an_account_is_linked_once(people):
    seed_orders(lines=200, now=NOW)
    before = people["customer"].customer.pk
    link_customer_accounts(list(Customer.objects.values_list("pk", flat=True)))
    assert list(Customer.objects.filter(user=people["customer"]).values_list("pk", flat=True)) == [before]


@pytest.mark.django_db(transaction=True)
def test_an_import_with_faults_is_part_of_the_shop():
    report = import_faulty_file(now=timezone.now())
    job = ImportJob.objects.get()
    assert (job.file_name, job.rows_rejected, job.orders_created) == ("spring_fair_orders.csv", 10, 14)
    assert job.rows_repeated > 0
    assert len(set(job.rejections.filter(verdict="rejected").values_list("code", flat=True))) == 10
    assert report.stored
    assert import_faulty_file(now=timezone.now()) is None


@pytest.mark.django_db(transaction=True)
def test_the_command_fills_an_empty_shop_once_with_its_books_in_order(settings):
    settings.DEBUG = True
    out = io.StringIO()
    call_command("seed_orders", "--if-empty", "--lines=600", stdout=out)
    assert "600 lines in" in out.getvalue()
    call_command("check_books", stdout=out)
    call_command("seed_orders", "--if-empty", stdout=out)
    assert out.getvalue().endswith("The shop has orders already; nothing was written.\n")
    assert OrderLine.objects.filter(order__number__startswith="V").count() == 600


def test_customers_who_are_not_development_people_are_left_alone(people):
    real = create_person(email="real@shop.example", password=None, role="customer", by=None, reason="signed up")
    seed_orders(lines=200, now=NOW)
    assert not Customer.objects.filter(user=real).exists()
    assert Customer.objects.filter(user=people["customer"]).exists()


def test_in_production_the_command_writes_nothing(db):
    with pytest.raises(CommandError, match="development only") as refusal:
        call_command("seed_orders", "--lines=50")
    assert refusal.value.returncode == 2
    assert not Order.objects.exists()
    assert not Product.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_a_later_start_makes_up_for_an_import_that_was_interrupted(settings):
    settings.DEBUG = True
    seed_orders(lines=300, now=timezone.now())
    job = Job.objects.create(kind="orders.import", state="interrupted", finished_at=timezone.now())
    ImportJob.objects.create(job=job, file_name="spring_fair_orders.csv", mode="skip-bad")
    out = io.StringIO()
    call_command("seed_orders", "--if-empty", stdout=out)
    call_command("seed_orders", "--if-empty", stdout=out)
    assert out.getvalue().splitlines() == [
        "The shop has orders already; added what was missing: the import with rejected rows.",
        "The shop has orders already; nothing was written.",
    ]
    assert ImportJob.objects.filter(job__state="succeeded").count() == 1
    call_command("check_books", stdout=out)
