"""The command killed in the middle: the shop is as before, and the job says that it was interrupted."""

import os
import signal
import subprocess
from datetime import timedelta

import pytest
from django.utils import timezone

from apps.core.jobs import sweep
from apps.core.models import Job, JobState
from apps.orders.models import ImportJob, Order
from tests import shop
from tests.orders.files import row, text, write
from tests.orders.importing import contents, run_import, structure
from tests.processes import process
from tests.waiting import eventually

pytestmark = pytest.mark.django_db(transaction=True)

ROWS = [row(str(536_000 + number), f"{80_000 + number % 50}") for number in range(500)]

# The real command, but for one thing: when all is stored and nothing is committed, it tells the job and stops there.
HELD_BEFORE_COMMIT = """
import os, sys, time
os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings.test"
import django
django.setup()
from apps.orders.services.importing import pipeline
store = pipeline.store_staged
def hold(*args, **options):
    store(*args, **options)
    open(sys.argv[2], "w").close()
    time.sleep(600)
pipeline.store_staged = hold
from django.core.management import call_command
call_command("import_orders", sys.argv[1])
"""


def lapse() -> int:
    """As if the lease of 30 seconds were over."""
    Job.objects.filter(state=JobState.RUNNING).update(lease_until=timezone.now() - timedelta(seconds=1))
    return sweep()


def kill(child: subprocess.Popen[bytes]) -> None:
    os.kill(child.pid, signal.SIGKILL)
    child.wait()


def expect_no_trace(before, built) -> None:
    eventually(lambda: contents() == before)  # the server notices that its client is gone
    assert structure() == built
    assert lapse() == 1
    job = Job.objects.get()
    assert job.state == JobState.INTERRUPTED
    assert job.cause == "The process that worked on it ended; nothing it had not finished was kept."
    assert ImportJob.objects.get().lines_stored == 0


def test_killed_while_it_reads(tmp_path):
    shop.order("100000", ("OLD", 1, "1.000"))
    before, built = contents(), structure()
    pipe = tmp_path / "orders.csv"
    os.mkfifo(pipe)
    settings = {"DJANGO_SETTINGS_MODULE": "config.settings.test"}
    with (
        process("manage.py", "import_orders", str(pipe), log=tmp_path / "log", **settings) as child,
        pipe.open("w") as feed,
    ):
        feed.write(text(ROWS))
        feed.flush()
        eventually(lambda: Job.objects.filter(done__gte=500).exists(), seconds=30)
        kill(child)
    expect_no_trace(before, built)
    assert run_import(write(tmp_path / "again.csv", ROWS)).outcome.lines_stored == 500


def test_killed_when_all_is_stored_and_nothing_committed_in_an_empty_shop(tmp_path):
    """Tables are locked, indexes were dropped and built again: all that goes back with the transaction."""
    before, built = contents(), structure()
    path = write(tmp_path / "orders.csv", ROWS)
    held = tmp_path / "held"
    with process("-c", HELD_BEFORE_COMMIT, str(path), str(held), log=tmp_path / "log") as child:
        eventually(held.exists, seconds=30)
        kill(child)
    expect_no_trace(before, built)
    assert run_import(path).outcome.lines_stored == 500


def test_killed_after_the_commit_the_shop_is_as_after_and_the_job_says_so(tmp_path):
    path = write(tmp_path / "orders.csv", ROWS)
    script = HELD_BEFORE_COMMIT.replace("pipeline.store_staged", "pipeline.Import.perform")
    held = tmp_path / "held"
    with process("-c", script, str(path), str(held), log=tmp_path / "log") as child:
        eventually(held.exists, seconds=30)
        kill(child)
    assert lapse() == 0
    assert Job.objects.get().state == JobState.SUCCEEDED
    assert Order.objects.count() == ImportJob.objects.get().orders_created == 500
    assert run_import(path).problems.rows == {"repeated_invoice": 500}


def test_a_commit_in_between_would_be_noticed(tmp_path):
    """The negative control: with it, the same kill leaves orders behind, and the tests above would fail."""
    early = "store(*args, **options)\n    from django.db import connection; connection.cursor().execute('COMMIT')"
    script = HELD_BEFORE_COMMIT.replace("store(*args, **options)", early)
    before = contents()
    held = tmp_path / "held"
    path = write(tmp_path / "orders.csv", ROWS)
    with process("-c", script, str(path), str(held), log=tmp_path / "log") as child:
        eventually(held.exists, seconds=30)
        kill(child)
    assert Order.objects.count() == 500
    assert contents() != before


def test_ctrl_c_in_the_real_process_ends_with_130_and_nothing_changed(tmp_path):
    shop.order("100000", ("OLD", 1, "1.000"))
    before = contents()
    pipe = tmp_path / "orders.csv"
    os.mkfifo(pipe)
    settings = {"DJANGO_SETTINGS_MODULE": "config.settings.test"}
    with (
        process("manage.py", "import_orders", str(pipe), log=tmp_path / "log", **settings) as child,
        pipe.open("w") as feed,
    ):
        feed.write(text(ROWS))
        feed.flush()
        eventually(lambda: Job.objects.filter(done__gte=500).exists(), seconds=30)
        child.send_signal(signal.SIGINT)
        assert child.wait(timeout=20) == 130
    assert contents() == before
    assert Job.objects.get().state == JobState.CANCELLED
    said = (tmp_path / "log").read_text()
    assert "Stopped from the keyboard. Nothing was changed." in said
    assert "Traceback" not in said
