"""The command: what it prints, where, and with which code it ends."""

import io
import json
import re

import pytest
from django.core.management import CommandError, call_command
from django.db import OperationalError

from apps.core.models import Job, JobState
from apps.orders.enums import ImportMode
from apps.orders.management import report_text
from apps.orders.management.commands import import_orders as command
from apps.orders.management.progress_bar import ProgressBar, describe
from apps.orders.models import ImportJob, Order
from apps.orders.services.importing import Progress
from tests.orders.files import row, write
from tests.orders.importing import contents

pytestmark = pytest.mark.django_db(transaction=True)

GOOD = [row("536365"), row("C536366", "D", quantity="-1", price="27.5"), row("536367", quantity="-2", price="0")]
BAD = [row("53636"), row("536368", quantity="0", country="Atlantis")]


def run(path, *options):
    """What the command prints; CommandError carries its code."""
    out = io.StringIO()
    call_command("import_orders", str(path), *options, stdout=out, no_color=True)
    return out.getvalue()


def refusal(path, *options):
    with pytest.raises(CommandError) as caught:
        run(path, *options)
    return caught.value.returncode, str(caught.value)


def test_the_report_is_one_that_people_can_read(tmp_path):
    report = run(write(tmp_path / "orders.csv", [*GOOD, *BAD, row(at="2010-11-30 08:00:00")]), "--mode", "skip-bad")
    *body, last = report.rstrip("\n").split("\n")
    assert body == [
        "orders.csv: 3 lines of 3 orders were stored.",
        "",
        "  rows read                        6  in 2 sections",
        "  rows rejected                    2",
        "  rows repeated                    0",
        "  rows in conflict                 1",
        "  lines                            3",
        "  orders                           3  1 sale, 1 credit note, 1 adjustment",
        "  new products                     2",
        "  new customers                    1",
        "  net total                  -12.200  GBP",
        "",
        "  line  column    code              invoice  reason",
        "     5  Invoice   invoice_format    53636    '53636' is not six to ten digits, after C or A or nothing.",
        "     6  Quantity  quantity_zero     536368   A line of zero pieces says nothing.",
        "     6  Country   country_unknown   536368   'Atlantis' is not a country this shop knows (docs/import.md).",
        "     7  -         invoice_conflict  536365   Other rows than from line 2 on; the first copy stays.",
        "",
    ]
    assert re.fullmatch(
        rf"\d+\.\d s, [\d,]+ rows a second, peak memory \d+ MB\. "
        rf"Import {ImportJob.objects.get().pk}, job {Job.objects.get().pk}\.",
        last,
    )


def test_a_long_list_of_problems_is_cut_and_counted(tmp_path, monkeypatch):
    monkeypatch.setattr(report_text, "PROBLEMS_SHOWN", 2)
    report = run(write(tmp_path / "orders.csv", [*GOOD, *[row(quantity="0")] * 5]), "--mode", "skip-bad")
    assert "  … and 3 more (quantity_zero 5); the admin has them under Imports." in report


def test_json_is_the_whole_output(tmp_path, capsys):
    found = json.loads(run(write(tmp_path / "orders.csv", [*GOOD, *BAD]), "--mode", "skip-bad", "--json"))
    assert capsys.readouterr() == ("", "")
    assert found["orders_by_kind"] == {"sale": 1, "credit_note": 1, "adjustment": 1}
    assert (found["rows_read"], found["lines_stored"], found["rows_rejected"]) == (5, 3, 2)
    assert found["net_total"] == "-12.200"
    assert found["counts_by_code"] == {"country_unknown": 1, "invoice_format": 1, "quantity_zero": 1}
    assert found["problems"][0] == {
        "verdict": "rejected",
        "line": 5,
        "column": "Invoice",
        "code": "invoice_format",
        "reason": "'53636' is not six to ten digits, after C or A or nothing.",
        "invoice": "53636",
        "rows": 1,
    }
    assert found["peak_memory_bytes"] > 10_000_000


def test_one_bad_row_ends_all_or_nothing_with_1_after_the_report(tmp_path):
    path = write(tmp_path / "orders.csv", [*GOOD, *BAD])
    out = io.StringIO()
    with pytest.raises(CommandError) as caught:
        call_command("import_orders", str(path), stdout=out, no_color=True)
    assert caught.value.returncode == 1
    assert str(caught.value) == "Refused; the report says why."
    assert out.getvalue().startswith("orders.csv: 2 rows cannot be taken: nothing was stored (all-or-nothing).\n")
    assert "     6  Quantity  quantity_zero    536368   A line of zero pieces says nothing." in out.getvalue()
    assert Order.objects.count() == 0


def test_one_line_of_one_order_is_said_so(tmp_path):
    assert run(write(tmp_path / "one.csv", GOOD[:1])).startswith("one.csv: 1 line of 1 order was stored.\n")


@pytest.mark.parametrize("name", ["", " ", ".", "/"])
def test_a_name_of_no_file_is_a_wrong_call_and_leaves_no_job(name):
    with pytest.raises(CommandError, match="names no file"):
        call_command("import_orders", name)
    assert not Job.objects.exists()


def test_a_dry_run_ends_as_the_import_would(tmp_path):
    assert "3 lines of 3 orders would be stored (dry run)." in run(write(tmp_path / "good.csv", GOOD), "--dry-run")
    code, message = refusal(write(tmp_path / "bad.csv", [*GOOD, *BAD]), "--dry-run", "--json")
    assert (code, message.endswith("nothing would be stored (all-or-nothing).")) == (1, True)
    assert Order.objects.count() == 0


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("empty.csv", b"", "The file is empty. Nothing was changed."),
        ("other.csv", b"a;b\n1;2\n", "The header is not that of an order file "),
        ("binary.csv", b"\0\1\2", "The file is not text. Nothing was changed."),
        ("cut.csv.gz", b"\x1f\x8b\x08\0", "The gzip file ends too early; it was cut off. Nothing was changed."),
    ],
)
def test_a_file_that_is_none_ends_with_2_one_sentence_and_nothing_changed(tmp_path, name, content, message):
    path = tmp_path / name
    path.write_bytes(content)
    before = contents()
    code, said = refusal(path)
    assert code == 2
    assert said.startswith(message)
    assert "\n" not in said
    assert contents() == before
    assert ImportJob.objects.get().job.state == JobState.FAILED


def test_a_file_that_is_not_there_or_is_a_folder_ends_with_2(tmp_path):
    assert refusal(tmp_path / "none.csv") == (2, f"There is no file {tmp_path}/none.csv. Nothing was changed.")
    assert refusal(tmp_path) == (2, f"{tmp_path} is a folder. Nothing was changed.")


def test_the_owner_answers_for_it_and_needs_the_permission(tmp_path, people):
    path = write(tmp_path / "orders.csv", GOOD)
    assert refusal(path, "--owner", "nobody@vitrine.example") == (2, "Nobody has the address nobody@vitrine.example.")
    code, message = refusal(path, "--owner", people["auditor"].email)
    assert (code, message) == (2, "Importing orders needs the permission to do so. Nothing was changed.")
    run(path, "--owner", people["manager"].email.upper())
    assert ImportJob.objects.get().job.owner_id == people["manager"].pk


def test_wrong_usage_is_told_before_anything_begins(tmp_path):
    path = write(tmp_path / "orders.csv", GOOD)
    with pytest.raises(CommandError, match="there is no time zone 'Mars'; try Europe/London"):
        run(path, "--timezone", "Mars")
    with pytest.raises(CommandError, match="invalid choice: 'most'") as caught:
        run(path, "--mode", "most")
    assert [mode for mode in ImportMode.values if mode not in str(caught.value)] == []
    assert Job.objects.count() == 0


def test_ctrl_c_ends_with_130_and_nothing_changed(tmp_path, monkeypatch):
    def press(bar, progress):
        if progress.step == "storing":
            raise KeyboardInterrupt

    monkeypatch.setattr(command.ProgressBar, "__call__", press)
    before = contents()
    assert refusal(write(tmp_path / "orders.csv", GOOD)) == (130, "Stopped from the keyboard. Nothing was changed.")
    assert contents() == before
    assert ImportJob.objects.get().job.state == JobState.CANCELLED


def test_ctrl_c_that_comes_too_late_says_so(tmp_path, monkeypatch):
    work = command.import_orders

    def interrupted_at_the_end(**options):
        work(**options)
        raise KeyboardInterrupt

    monkeypatch.setattr(command, "import_orders", interrupted_at_the_end)
    code, message = refusal(write(tmp_path / "orders.csv", GOOD))
    assert (code, message) == (130, "Stopped from the keyboard. The file was stored before that.")
    assert Order.objects.count() == 3


def test_a_database_that_refuses_ends_with_3(tmp_path, monkeypatch):
    def refuse(*args, **options):
        raise OperationalError("the disk is full\nDETAIL: really")

    monkeypatch.setattr("apps.orders.services.importing.pipeline.store_staged", refuse)
    before = contents()
    code, message = refusal(write(tmp_path / "orders.csv", GOOD))
    assert (code, message) == (3, "The database refused: the disk is full DETAIL: really Nothing was changed.")
    assert contents() == before
    assert ImportJob.objects.get().job.state == JobState.FAILED


def test_a_database_that_is_gone_cannot_tell_what_became_of_it(tmp_path, monkeypatch):
    def lose(*args, **options):
        monkeypatch.setattr(command.Job.objects, "filter", lose)
        raise OperationalError("the connection is lost")

    monkeypatch.setattr("apps.orders.services.importing.pipeline.store_staged", lose)
    code, message = refusal(write(tmp_path / "orders.csv", GOOD))
    assert (code, message.endswith("the job will tell whether the file was stored.")) == (3, True)


def test_the_help_teaches():
    text = command.Command().create_parser("manage.py", "import_orders").format_help()
    for word in ("--dry-run", "skip-bad", "upsert", "all-or-nothing", "130  stopped with Ctrl-C", "docs/import.md"):
        assert word in text
    assert "    manage.py import_orders orders.csv.gz --dry-run\n" in text


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_on_a_terminal_progress_is_one_line_that_moves(monkeypatch):
    terminal = Terminal()
    bar = ProgressBar(terminal)
    job = Job().pk
    bar(Progress(job, "reading"))
    bar(Progress(job, "reading", rows=10, rows_expected=100))  # too soon: not drawn
    bar(Progress(job, "storing"))
    bar.end_line()
    assert terminal.getvalue() == "\rReading\n\rStoring\n"


def test_in_a_log_progress_is_a_line_for_each_step():
    log = io.StringIO()
    bar = ProgressBar(log)
    for step in ("reading", "reading", "storing"):
        bar(Progress(Job().pk, step))
    bar.end_line()
    assert log.getvalue() == "Reading\nStoring\n"


def test_progress_tells_rows_rate_and_time_left():
    progress = Progress(Job().pk, "reading", rows=250_000, rows_expected=1_000_000, rejected=3)
    assert describe(progress, seconds=2) == (
        "Reading [########......................]  25%  250,000 rows, 125,000 a second, 3 rejected, 6 s left"
    )
    unknown = Progress(Job().pk, "reading", rows=10)
    assert describe(unknown, seconds=0.1) == "Reading 10 rows"


def test_a_name_of_a_file_cannot_speak_to_the_terminal(tmp_path):
    path = write(tmp_path / "a\x1b[31m\udcff.csv", GOOD)
    assert "\x1b" not in run(path)
    path.unlink()
    assert "\x1b" not in refusal(path)[1]
