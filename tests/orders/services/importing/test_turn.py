"""Imports wait in line."""

import os
import threading

import pytest

from apps.core.jobs import JobCancelled, cancel, lease
from apps.core.models import Job, JobState
from apps.orders.models import Order
from tests.orders.files import row, text, write
from tests.orders.importing import elsewhere, run_import
from tests.waiting import eventually

pytestmark = pytest.mark.django_db(transaction=True)

WAITING = "Waiting for another import to end"


class Fed:
    """A file that grows as the test likes: a pipe."""

    def __init__(self, path):
        os.mkfifo(path)
        self.path = path
        self._opened = threading.Thread(target=self._open)
        self._opened.start()

    def _open(self):
        self._pipe = self.path.open("w")

    def feed(self, content):
        self._opened.join()
        self._pipe.write(content)
        self._pipe.flush()

    def end(self):
        self._opened.join()
        self._pipe.close()


@pytest.fixture
def fed(tmp_path):
    pipe = Fed(tmp_path / "fed.csv")
    yield pipe
    pipe.end()


def begun(fed):
    """An import that has read its first row and waits for more."""
    future = elsewhere(lambda: run_import(fed.path))
    fed.feed(text([row("536365")]))
    eventually(lambda: Job.objects.filter(progress_note__startswith="Reading").exists())
    return future


def waiting(path):
    future = elsewhere(lambda: run_import(path))
    eventually(lambda: Job.objects.filter(progress_note=WAITING).exists())
    return future


def test_the_second_waits_until_the_first_has_ended(tmp_path, fed):
    first = begun(fed)
    second = waiting(write(tmp_path / "second.csv", [row("536365"), row("536366")]))
    assert not second.done()
    assert Order.objects.count() == 0
    fed.end()
    assert first.result(timeout=20).outcome.orders_created == 1
    report = second.result(timeout=20)
    assert report.outcome.orders_created == 1
    assert report.problems.rows == {"repeated_invoice": 1}
    assert set(Job.objects.values_list("state", flat=True)) == {JobState.SUCCEEDED}


def test_one_that_waits_can_be_cancelled(tmp_path, fed, people, monkeypatch):
    monkeypatch.setattr(lease, "RENEW_SECONDS", 0.01)
    first = begun(fed)
    second = waiting(write(tmp_path / "second.csv", [row("536366")]))
    cancel(job=Job.objects.get(progress_note=WAITING), by=people["owner"])
    with pytest.raises(JobCancelled):
        second.result(timeout=20)
    fed.end()
    assert first.result(timeout=20).stored
    assert list(Order.objects.values_list("number", flat=True)) == ["536365"]


def test_one_that_fails_lets_the_next_one_in(tmp_path, fed):
    first = begun(fed)
    second = waiting(write(tmp_path / "second.csv", [row("536366")]))
    fed.feed("a row of another shape\n")
    fed.end()
    with pytest.raises(Exception, match="1 row cannot be taken"):
        first.result(timeout=20)
    assert second.result(timeout=20).stored


def test_a_wrong_file_is_told_at_once_and_does_not_wait(tmp_path, fed):
    first = begun(fed)
    with pytest.raises(Exception, match="The file is empty"):
        elsewhere(lambda: run_import(write_empty(tmp_path))).result(timeout=10)
    fed.end()
    assert first.result(timeout=20).stored


def write_empty(folder):
    path = folder / "empty.csv"
    path.touch()
    return path
