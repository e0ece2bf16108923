"""The import as a person does it: a file with forty bad rows is looked at, imported, mended, and all of it stored."""

import csv
import os
from collections import Counter
from decimal import Decimal
from pathlib import Path

import pytest

from apps.accounts.services.people import create_person
from apps.core.jobs.queue import run_queued
from apps.core.models import Job, JobState
from apps.orders.rules.importing.columns import COLUMNS
from tests.browser.conftest import Visit, Visitor
from tests.orders.files import row, write
from tests.orders.importing import elsewhere, lines
from tests.orders.services.importing.test_mending import FAULTS, shop_rows

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PICTURES = os.environ.get("IMPORT_PICTURES", "")


def checked(visit: Visit, name: str, found: dict[str, object]) -> None:
    """Note what is wrong with the page that is open, on a phone and wide; pictures where a folder is named."""
    page = visit.page
    for width in (390, 1280):
        page.set_viewport_size({"width": width, "height": 900})
        page.wait_for_function("document.getAnimations().every(animation => animation.playState !== 'running')")
        if visit.overflow() > 0:
            found[f"{name}-{width}"] = visit.overflow()
        if PICTURES:
            page.screenshot(path=f"{PICTURES}/{name}-{width}.png", full_page=True)
    violations = visit.violations()
    if visit.problems or violations:
        found[name] = (list(visit.problems), violations)
        visit.problems.clear()


def work_off() -> None:
    """What the bulk worker does."""
    for job in Job.objects.filter(state=JobState.QUEUED).order_by("created_at"):
        run_queued(str(job.pk))


def corrected(path: Path, corrections: dict[tuple[str, ...], list[list[str]]]) -> Path:
    """The file as a person saves it again, with the rejected rows put right."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        header, *rows = csv.reader(file)
    assert tuple(header) == COLUMNS
    mended = [corrections[tuple(cells)].pop(0) if tuple(cells) in corrections else cells for cells in rows]
    assert not any(corrections.values())
    return write(path.with_name("mended.csv"), mended)


def stored(rows: list[list[str]]) -> list[tuple[str, int, str, int, Decimal]]:
    """The lines that these rows make: order, position, SKU, quantity and unit price."""
    positions: Counter[str] = Counter()
    found = []
    for invoice, sku, _, quantity, _, price, *_ in rows:
        positions[invoice] += 1
        found.append((invoice, positions[invoice], sku, int(quantity), Decimal(price)))
    return found


def test_forty_bad_rows_from_upload_to_stored(visitor: Visitor, tmp_path: Path) -> None:
    manager = create_person(email="ann@vitrine.example", password=None, role="manager", by=None, reason="for a test")
    good = shop_rows()
    spoiled, corrections = [list(cells) for cells in good], {}
    for count in range(40):
        place = count * 149 // 40
        spoiled[place] = FAULTS[count % len(FAULTS)](good[place])
        corrections.setdefault(tuple(spoiled[place]), []).append(good[place])
    found: dict[str, object] = {}
    file = write(tmp_path / "orders.csv", [*spoiled, row("=540099", at="2010-12-09 08:00:00")])
    with visitor(manager) as visit:
        page = visit.open("/admin/orders/importjob/add/")
        checked(visit, "1-upload", found)
        page.set_input_files("#id_file", file)
        assert page.locator("#file-chosen").inner_text().startswith("orders.csv, ")
        with page.expect_navigation():
            page.get_by_role("button", name="Upload and look at it").click()
        assert page.get_by_text("41 of 151 rows cannot be taken.").count() == 1
        assert page.get_by_label("Skip bad rows").is_checked()
        checked(visit, "2-preview", found)
        with page.expect_navigation():
            page.get_by_role("button", name="Import", exact=True).click()
        page.get_by_text("Waiting for the bulk worker").wait_for()
        checked(visit, "3-waiting", found)
        here = page.url
        with page.expect_navigation():  # by itself
            elsewhere(work_off).result(timeout=30)
        page.get_by_text("110 lines of 30 orders were stored; 41 rows rejected.").wait_for()
        assert page.url == here
        checked(visit, "4-result", found)
        with page.expect_navigation():
            page.get_by_role("button", name="Prepare the file").click()
        page.get_by_text("The rows to mend are being written").wait_for()
        with page.expect_navigation():  # by itself
            elsewhere(work_off).result(timeout=30)
        with page.expect_download() as taken:
            page.get_by_role("link", name="Download the rows to mend").click()
        taken.value.save_as(tmp_path / "mend.csv")
        text = (tmp_path / "mend.csv").read_text(encoding="utf-8-sig")
        assert "\n'=540099," in text  # what a spreadsheet would run is written safely
        (tmp_path / "mend.csv").write_text("".join(part for part in text.splitlines(True) if "=540099" not in part))
        page.set_input_files("#id_file", corrected(tmp_path / "mend.csv", corrections))
        with page.expect_navigation():
            page.get_by_role("button", name="Upload the corrected file").click()
        assert page.get_by_label("Upsert").is_checked()
        with page.expect_navigation():
            page.get_by_role("button", name="Import", exact=True).click()
        with page.expect_navigation():
            elsewhere(work_off).result(timeout=30)
        page.get_by_text("Orders replaced: before and after").wait_for()
        checked(visit, "5-mended", found)
    assert found == {}
    assert [(number, position, sku, pieces, price) for number, position, sku, _, pieces, price, _ in lines()] == stored(
        good
    )
