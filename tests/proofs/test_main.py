import pytest
from django.db import connection

from proofs import __main__ as command


def test_help_lists_every_proof(monkeypatch, capsys):
    monkeypatch.setattr("sys.argv", ["proofs", "--help"])
    with pytest.raises(SystemExit) as ended:
        command.main()
    said = capsys.readouterr().out
    assert ended.value.code == 0
    for name, (_, says) in command.PROOFS.items():
        assert f"  {name} " in said
        assert f"  {says}" in said


def test_without_a_server_one_line_says_so(monkeypatch, capsys):
    monkeypatch.setattr("sys.argv", ["proofs", "cursor-walk"])
    monkeypatch.setattr(connection, "vendor", "unknown")  # as without DATABASE_URL
    with pytest.raises(SystemExit) as ended:
        command.main()
    said = "DATABASE_URL names no server. `python -m proofs --help` says how to begin."
    assert (ended.value.code, capsys.readouterr().err) == (2, f"python -m proofs: {said}\n")
