"""Sample files: every trap is in them, and the production import finds in them what they promise."""

import csv
import gzip
import io
import json
from collections import Counter
from itertools import groupby, pairwise
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from django.core.management import CommandError, call_command

from apps.catalog.models import Product
from apps.orders.enums import ImportMode
from apps.orders.models import Customer, Order
from apps.orders.services.importing import import_orders
from apps.showcase.demo.sample import FAULTS, SMALLEST, write_sample
from apps.showcase.demo.sample_rows import HEADER


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def smallest(tmp_path_factory) -> list[dict[str, str]]:
    path = tmp_path_factory.mktemp("sample") / "smallest.csv"
    write_sample(path, lines=SMALLEST)
    return rows_of(path)


@pytest.mark.parametrize(
    "trap",
    [
        lambda row: row["Invoice"].startswith("C") and int(row["Quantity"]) < 0,
        lambda row: row["Invoice"].startswith("C") and int(row["Quantity"]) > 0 and row["StockCode"] == "M",
        lambda row: row["Invoice"].startswith("A") and row["StockCode"] == "B",
        lambda row: row["Invoice"].isdigit() and int(row["Quantity"]) < 0 and float(row["Price"]) == 0,
        lambda row: row["StockCode"] != row["StockCode"].strip(),
        lambda row: row["StockCode"].strip() != row["StockCode"].strip().upper(),
        lambda row: row["Description"] != row["Description"].strip(),
        lambda row: not row["Description"],
        lambda row: not row["Customer ID"],
        lambda row: row["Customer ID"].endswith(".0"),
        lambda row: row["Price"] == "0.001",
        lambda row: float(row["Price"]) == 0 and int(row["Quantity"]) > 0,
        lambda row: row["StockCode"] == "POST",
        lambda row: "£" in row["Description"],
        lambda row: row["Country"] == "EIRE",
    ],
    ids=[
        "cancelled",
        "manual-credit",
        "bad-debt",
        "write-off",
        "padded-code",
        "lower-case",
        "padded-name",
        "no-name",
        "no-customer",
        "id-with-.0",
        "three-decimals",
        "zero-price",
        "service-code",
        "pound-sign",
        "odd-country",
    ],
)
def test_the_smallest_sample_has_every_trap(smallest, trap):
    assert any(trap(row) for row in smallest)


def test_an_invoice_is_interrupted_goes_on_later_and_holds_equal_rows(smallest):
    first_half = smallest[: SMALLEST // 2 - 20]
    runs = Counter(number for number, _ in groupby(row["Invoice"] for row in first_half))
    assert max(runs.values()) > 1
    times = {}
    for row in first_half:
        times.setdefault(row["Invoice"], set()).add(row["InvoiceDate"])
    assert any(len(seen) > 1 for seen in times.values())
    assert max(Counter(tuple(row.values()) for row in first_half).values()) > 1


def test_time_goes_back_once_and_the_same_rows_come_again_in_another_order(tmp_path):
    path = tmp_path / "sample.csv"
    sample = write_sample(path, lines=2_000)
    rows = rows_of(path)
    back = [n for n, (one, two) in enumerate(pairwise(rows), 1) if two["InvoiceDate"] < one["InvoiceDate"]]
    assert len(back) == 1
    again = rows[back[0] : back[0] + sample.rows_repeated]
    before = rows[back[0] - sample.rows_repeated : back[0]]
    assert Counter(tuple(row.values()) for row in again) == Counter(tuple(row.values()) for row in before)
    assert again != before


def test_the_same_seed_writes_the_same_file_and_another_another(tmp_path):
    for name, seed in (("one", 5), ("two", 5), ("three", 6)):
        write_sample(tmp_path / name, lines=500, seed=seed, bad=3)
    assert (tmp_path / "one").read_bytes() == (tmp_path / "two").read_bytes()
    assert (tmp_path / "one").read_bytes() != (tmp_path / "three").read_bytes()


def test_a_packed_sample_holds_the_same(tmp_path):
    write_sample(tmp_path / "plain.csv", lines=300)
    write_sample(tmp_path / "packed.csv.gz", lines=300)
    assert gzip.decompress((tmp_path / "packed.csv.gz").read_bytes()) == (tmp_path / "plain.csv").read_bytes()


@pytest.mark.parametrize(("lines", "bad"), [(199, 0), (300, 31), (300, -1)])
def test_what_would_be_no_sample_is_refused(tmp_path, lines, bad):
    with pytest.raises(ValueError, match=r"at least 200 lines|one row in ten"):
        write_sample(tmp_path / "sample.csv", lines=lines, bad=bad)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("lines", "bad", "seed"), [(SMALLEST, 0, 1), (3_000, 20, 2)])
def test_the_import_finds_what_the_sample_promises(tmp_path, lines, bad, seed):
    path = tmp_path / "sample.csv"
    expected = write_sample(path, lines=lines, bad=bad, seed=seed).expected()
    report = import_orders(source=path, by=None, mode=ImportMode.SKIP_BAD, zone=ZoneInfo("Europe/London"))
    figures = report.figures()
    same = ("rows_read", "rows_rejected", "rows_repeated", "lines_stored", "orders_created", "net_total")
    assert {name: figures[name] for name in same} == {name: expected[name] for name in same}
    assert figures["orders_by_kind"] == expected["orders_by_kind"]
    assert (Product.objects.count(), Customer.objects.count()) == (expected["products"], expected["customers"])
    assert figures["rows_in_conflict"] == 0
    again = import_orders(source=path, by=None, mode=ImportMode.SKIP_BAD, zone=ZoneInfo("Europe/London"))
    assert again.figures()["lines_stored"] == 0
    assert Order.objects.count() == expected["orders_created"]


def test_each_kind_of_bad_row_comes_in_turn(tmp_path):
    sample = write_sample(tmp_path / "sample.csv", lines=1_000, bad=2 * len(FAULTS))
    assert sample.bad == dict.fromkeys(FAULTS, 2)
    assert sample.rows == 1_000 + 2 * len(FAULTS)


def test_the_command_says_what_an_import_must_find(tmp_path):
    out = io.StringIO()
    path = tmp_path / "new folder" / "sample.csv"
    call_command("make_sample_csv", "--lines=400", f"--output={path}", "--json", stdout=out)
    told = json.loads(out.getvalue())
    assert (told["rows_read"], told["rows_repeated"], told["lines_stored"]) == (400, 16, 384)
    assert path.read_text().splitlines()[0] == ",".join(HEADER)
    with pytest.raises(CommandError, match="at least 200 lines"):
        call_command("make_sample_csv", "--lines=5", f"--output={path}")
