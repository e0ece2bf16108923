"""The command: the file, what it says, and with which code it ends."""

import gzip
import io

import pytest
from django.core.management import CommandError, call_command
from django.db import OperationalError

from apps.core.models import AuditEntry
from apps.orders.services import exporting
from tests import shop

pytestmark = pytest.mark.django_db

HEADER = "Invoice,StockCode,Description,Quantity,InvoiceDate,Price,Customer ID,Country\n"


@pytest.fixture(autouse=True)
def orders():
    shop.order("489434", ("85048", 12, "6.950"))
    shop.order("489435", ("85048", 1, "6.950"), country="FR")


def run(*options) -> str:
    said = io.StringIO()
    call_command("export_orders", *map(str, options), stderr=said, no_color=True)
    return said.getvalue()


def refusal(*options) -> tuple[int, str]:
    with pytest.raises(CommandError) as caught:
        run(*options)
    return caught.value.returncode, str(caught.value)


def test_it_writes_the_file_and_says_what_is_in_it(tmp_path):
    path = tmp_path / "orders.csv"
    said = run(path)
    assert path.read_text().splitlines(keepends=True)[0] == HEADER
    assert len(path.read_text().splitlines()) == 3
    assert said.startswith("2 lines of 2 orders in ")
    assert said.rstrip().endswith(" MB.")
    assert list(tmp_path.iterdir()) == [path]


def test_a_name_with_gz_is_packed_and_a_country_chooses(tmp_path):
    path = tmp_path / "orders.csv.gz"
    run(path, "--country", "fr")
    assert gzip.decompress(path.read_bytes()).decode() == (
        f"{HEADER}489435,85048,Product 85048,1,2011-12-09 12:50:00,6.950,,France\n"
    )


def test_the_dash_is_standard_output(capfdbinary):
    run("-", "--country", "FR", "--timezone", "UTC")
    assert capfdbinary.readouterr().out.startswith(HEADER.encode())


def test_a_file_that_is_there_is_kept_unless_told_otherwise(tmp_path):
    path = tmp_path / "orders.csv"
    path.write_text("mine")
    assert refusal(path) == (2, f"{path} is there already; --replace would replace it.")
    assert path.read_text() == "mine"
    run(path, "--replace")
    assert path.read_text().startswith(HEADER)


def test_what_breaks_in_the_middle_leaves_no_file_and_an_older_one_as_it_was(tmp_path, monkeypatch):
    def breaks(self):
        yield b"half"
        raise OperationalError("the server\nis gone")

    monkeypatch.setattr(exporting.Export, "__iter__", breaks)
    path = tmp_path / "orders.csv"
    path.write_text("mine")
    assert refusal(path, "--replace") == (3, "The database refused: the server is gone")
    assert [(file.name, file.read_text()) for file in tmp_path.iterdir()] == [("orders.csv", "mine")]


def test_a_folder_that_is_not_there_is_told(tmp_path):
    code, said = refusal(tmp_path / "nowhere" / "orders.csv")
    assert (code, said.endswith("cannot be written (No such file or directory).")) == (3, True)


def test_a_country_that_is_none_is_told_and_there_is_no_file(tmp_path):
    assert refusal(tmp_path / "orders.csv", "--country", "qq") == (2, "'QQ' is not the code of a country.")
    assert list(tmp_path.iterdir()) == []


def test_who_takes_the_orders_needs_the_permission(tmp_path, people):
    assert refusal(tmp_path / "x.csv", "--owner", people["customer"].email)[0] == 2
    run(tmp_path / "x.csv", "--owner", people["auditor"].email)
    assert AuditEntry.objects.get(action="orders.lines_exported").actor == people["auditor"]
