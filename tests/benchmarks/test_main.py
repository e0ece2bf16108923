import pytest
from django.db import connection

from benchmarks import __main__ as command


def test_help_lists_every_benchmark_and_says_on_which_database(monkeypatch, capsys):
    monkeypatch.setattr("sys.argv", ["benchmarks", "--help"])
    with pytest.raises(SystemExit) as ended:
        command.main()
    said = capsys.readouterr().out
    assert ended.value.code == 0
    for name, (_, says) in command.BENCHMARKS.items():
        assert f"  {name}" in said
        assert says in said
    assert "apps.core.supervisor.ephemeral" in said
    assert "<shop>_bench" in said


@pytest.mark.parametrize("name", command.BENCHMARKS)
def test_each_has_its_own_help_and_its_place_in_the_readme(name, capsys):
    with pytest.raises(SystemExit) as ended:
        command.measure(name, ["--help"])
    assert ended.value.code == 0
    assert "--write" in capsys.readouterr().out
    from benchmarks.report import README, replaced

    assert "here" in replaced(README.read_text(), name, "here")


def test_without_a_server_one_line_says_so(monkeypatch, capsys):
    monkeypatch.setattr(connection, "vendor", "unknown")  # as without DATABASE_URL
    with pytest.raises(SystemExit) as ended:
        command.measure("rate-limit", [])
    said = "DATABASE_URL names no server. `python -m benchmarks --help` says how to begin."
    assert (ended.value.code, capsys.readouterr().err) == (2, f"python -m benchmarks rate-limit: {said}\n")
