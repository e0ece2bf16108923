"""Goods and customers of the demonstration shop; those of a former run are found again."""

from datetime import datetime, timedelta
from random import Random

from apps.catalog.models import Category, Product
from apps.orders.models import Customer
from apps.showcase.demo.goods import CATEGORIES, COUNTRIES, FIRST_NAMES, LAST_NAMES, Goods
from apps.showcase.demo.story import DAYS
from apps.showcase.demo.writing import copy_rows, take_ids

FIRST_CUSTOMER = 10_001


def seed_products(goods: list[Goods], now: datetime) -> tuple[dict[str, int], int]:
    """Ids of the goods' products by SKU, and how many had to be made."""
    shelves = {
        slug: Category.objects.get_or_create(slug=slug, defaults={"name": name})[0].pk
        for slug, (name, _) in CATEGORIES.items()
    }
    products = dict(Product.objects.filter(sku__in=[item.sku for item in goods]).values_list("sku", "pk"))
    new = [item for item in goods if item.sku not in products]
    products |= dict(zip([item.sku for item in new], take_ids(Product, len(new)), strict=True))
    started = now - timedelta(days=DAYS)
    copy_rows(
        Product,
        ("id", "sku", "name", "kind", "is_active", "created_at"),
        ((products[item.sku], item.sku, item.name, "goods", True, started) for item in new),
    )
    copy_rows(
        Product.categories.through,
        ("product_id", "category_id"),
        ((products[item.sku], shelves[slug]) for item in new for slug in item.categories),
    )
    return products, len(new)


def seed_customers(count: int, now: datetime) -> tuple[list[tuple[int, str]], int]:
    """Id and country of `count` customers, numbered from V10001, and how many had to be made."""
    random = Random("customers")
    people = []
    for number in range(FIRST_CUSTOMER, FIRST_CUSTOMER + count):
        first, last, country = random.choice(FIRST_NAMES), random.choice(LAST_NAMES), random.choice(COUNTRIES)
        mail = f"{first}.{last}.{number}@example.org".lower().replace("'", "").replace("ë", "e")
        # London's numbers for plays and films; elsewhere none that could be somebody's.
        phone = f"+44207946{number % 1000:04}" if country == "GB" else ""
        people.append((f"V{number}", f"{first} {last}", mail, phone, country))
    ids = dict(Customer.objects.filter(number__in=[number for number, *_ in people]).values_list("number", "pk"))
    new = [person for person in people if person[0] not in ids]
    ids |= dict(zip([number for number, *_ in new], take_ids(Customer, len(new)), strict=True))
    started = now - timedelta(days=DAYS)
    copy_rows(
        Customer,
        ("id", "number", "name", "email", "phone", "country", "created_at"),
        ((ids[person[0]], *person, started) for person in new),
    )
    return [(ids[number], country) for number, *_, country in people], len(new)
