"""Revenue per month: from a million lines, from the totals of orders, from a summary that is kept."""

from datetime import date
from decimal import Decimal

from django.db import connection
from django.db.models import DateField, Sum
from django.db.models.functions import TruncMonth

from apps.orders.models import Order, OrderLine
from apps.showcase.lab.pairs import Counts, Floor, Group, Pair, Way, materialised

Months = list[tuple[date, str, Decimal]]


def add_up_the_lines() -> Months:
    month = TruncMonth("order__placed_at", output_field=DateField())
    months = OrderLine.objects.values_list(month, "order__currency").annotate(revenue=Sum("amount"))
    return list(months.order_by(month, "order__currency"))


def add_up_the_days() -> Months:
    with connection.cursor() as cursor:
        cursor.execute("""
            SELECT date_trunc('month', day)::date AS month, currency, sum(revenue)
            FROM lab_daily_revenue GROUP BY month, currency ORDER BY month, currency
        """)
        return cursor.fetchall()


def add_up_the_orders() -> Months:
    month = TruncMonth("placed_at", output_field=DateField())
    months = Order.objects.values_list(month, "currency").annotate(revenue=Sum("total"))
    return list(months.order_by(month, "currency"))


# In a shop it stands in a migration, with a unique index on (day, currency): REFRESH ... CONCURRENTLY wants one.
DAILY_REVENUE = """
    SELECT (placed_at AT TIME ZONE 'UTC')::date AS day, currency, sum(total) AS revenue
    FROM orders_order GROUP BY day, currency
"""

PAIR = Pair(
    slug="stored-totals",
    group=Group.READING,
    title="Adding up the same million lines each time",
    question="Why does the dashboard wait for months that are long over?",
    lede="What last March brought in will not change, yet each look at the chart adds it up anew from every line. Each"
    " order has stored its total; a summary by day is smaller still.",
    naive=Way("Sum over all lines", add_up_the_lines, marks=('Sum("amount")', '"order__placed_at"')),
    tuned=Way(
        "Daily materialised view",
        add_up_the_days,
        marks=("FROM lab_daily_revenue",),
        needs=(materialised("lab_daily_revenue", DAILY_REVENUE),),
    ),
    others=(Way("Totals stored with the orders", add_up_the_orders, marks=('Sum("total")',)),),
    floors=(Floor(Counts.DATABASE, 200),),
    when_not="A materialised view is as old as its last `REFRESH`, which computes all of it anew: not for figures that"
    " must be right this second. A stored total must be kept by whoever changes the lines, in the same transaction; if"
    " that is many places, compute it. For a table of a few thousand rows the sum is quick enough.",
    read_next=("counts", "update-rows"),
)
