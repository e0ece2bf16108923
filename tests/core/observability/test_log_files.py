"""Finding a request's lines in files: exact, bounded, and saying what was not looked at."""

import json
from pathlib import Path

import pytest

from apps.core.observability.log_files import MOST_LINES, lines_of_request, newest_errors

ID = "4f1c2a7e-0000-4000-8000-000000000001"
OTHER = "4f1c2a7e-0000-4000-8000-000000000002"


def write(path: Path, *lines: dict[str, object] | str) -> None:
    text = [line if isinstance(line, str) else json.dumps(line, sort_keys=True) for line in lines]
    path.write_text("".join(f"{line}\n" for line in text))


def line(event: str, second: int, request_id: str = ID) -> dict[str, object]:
    return {"event": event, "request_id": request_id, "timestamp": f"2026-01-01T00:00:{second:02}Z"}


def events(folder: Path, **bounds: int) -> list[object]:
    return [found["event"] for found in lines_of_request(folder, ID, **bounds).lines]


def test_lines_of_all_files_come_in_order_of_time(tmp_path: Path) -> None:
    write(tmp_path / "web.jsonl", line("asked", 1), line("other", 2, OTHER), line("answered", 3))
    write(tmp_path / "worker.jsonl.1", line("worked", 2))
    assert events(tmp_path) == ["asked", "worked", "answered"]


def test_a_line_that_only_mentions_the_id_is_not_of_the_request(tmp_path: Path) -> None:
    write(
        tmp_path / "web.jsonl", {**line("mentions", 1, OTHER), "request": f"GET /ops/requests/{ID}/"}, "no json " + ID
    )
    assert events(tmp_path) == []


def test_a_half_written_line_is_left_out(tmp_path: Path) -> None:
    (tmp_path / "web.jsonl").write_text(json.dumps(line("asked", 1)) + "\n" + json.dumps(line("half", 2))[:-5])
    assert events(tmp_path) == ["asked"]


def test_of_a_large_file_the_end_is_read_and_a_note_says_so(tmp_path: Path) -> None:
    write(tmp_path / "web.jsonl", line("first", 1), *[line("noise", 2, OTHER)] * 50, line("last", 3))
    found = lines_of_request(tmp_path, ID, most_bytes=1000)
    assert [one["event"] for one in found.lines] == ["last"]
    assert found.notes == ["Of web.jsonl only the last 0.000954 MB were read."]


def test_of_many_lines_the_newest_are_kept_and_a_note_says_so(tmp_path: Path) -> None:
    write(tmp_path / "web.jsonl", *[line(str(number), 1) for number in range(MOST_LINES + 7)])
    found = lines_of_request(tmp_path, ID)
    assert [found.lines[0]["event"], found.lines[-1]["event"]] == ["7", str(MOST_LINES + 6)]
    assert found.notes == ["Only the newest 500 of 507 lines are shown."]


def test_a_file_that_is_rotated_away_while_the_folder_is_read_is_left_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("gone.jsonl", "web.jsonl"):
        write(tmp_path / name, line(name, 1))
    is_file = Path.is_file

    def seen(path: Path) -> bool:
        found = is_file(path)
        if path.name == "gone.jsonl":
            path.unlink()
        return found

    monkeypatch.setattr(Path, "is_file", seen)
    assert events(tmp_path) == ["web.jsonl"]


def test_where_no_files_are_written_a_note_says_so(tmp_path: Path) -> None:
    assert "writes no log files" in lines_of_request("", ID).notes[0]
    assert lines_of_request(tmp_path, ID).notes == ["There are no log files yet."]


def test_the_newest_errors_name_each_request_once(tmp_path: Path) -> None:
    (tmp_path / "errors").mkdir()
    without_id = {"event": "no request", "timestamp": "2026-01-01T00:00:09Z"}
    write(tmp_path / "errors" / "web.host.1.jsonl", line("first", 1), line("second", 2), without_id, "half a li")
    write(tmp_path / "errors" / "bulk.host.2.jsonl", line("other", 3, OTHER))
    assert [one["event"] for one in newest_errors(tmp_path, most=5)] == ["other", "second"]
    assert [one["event"] for one in newest_errors(tmp_path, most=1)] == ["other"]
    assert newest_errors("", most=5) == newest_errors(tmp_path / "none", most=5) == []
