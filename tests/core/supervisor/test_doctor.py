"""The verdicts of `make doctor`."""

import resource
from pathlib import Path

import pytest

from apps.core.supervisor import doctor
from apps.core.supervisor.doctor import GIB, Finding
from apps.core.supervisor.home import Home


@pytest.mark.parametrize(
    ("finding", "verdict"),
    [
        (doctor.python_version((3, 10, 9)), "bad"),
        (doctor.python_version((3, 11, 2)), "ok"),
        (doctor.python_version((3, 13, 0)), "warn"),
        (doctor.disk(GIB), "bad"),
        (doctor.disk(2 * GIB), "warn"),
        (doctor.disk(50 * GIB), "ok"),
        (doctor.memory(GIB // 2), "warn"),
        (doctor.memory(8 * GIB), "ok"),
        (doctor.memory(None), "ok"),
        (doctor.open_files((128, 4096)), "bad"),
        (doctor.open_files((512, 4096)), "warn"),
        (doctor.open_files((1024, 4096)), "ok"),
        (doctor.open_files((resource.RLIM_INFINITY, resource.RLIM_INFINITY)), "ok"),
        (doctor.chromium(None), "warn"),
        (doctor.chromium(Path("/usr/bin/chromium")), "ok"),
    ],
)
def test_verdicts(finding: Finding, verdict: str) -> None:
    assert finding.verdict == verdict


def test_one_bad_line_makes_the_exit_code_1(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lines: list[str] = []
    assert doctor.doctor(Home(tmp_path), say=lines.append) == 0
    monkeypatch.setattr(doctor, "disk", lambda free: Finding("bad", "disk", "full: make room"))
    assert doctor.doctor(Home(tmp_path), say=lines.append) == 1
    assert "bad   disk              full: make room" in lines


def test_a_range_without_a_free_port_is_bad(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor.ports, "is_free", lambda port: False)
    assert doctor.free_ports(Home(tmp_path)).verdict == "bad"
