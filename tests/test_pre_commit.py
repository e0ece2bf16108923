"""The hooks are valid, local, and run the very tools that `make test` runs."""

import subprocess
from pathlib import Path

import yaml

ROOT = Path(__file__).resolve().parent.parent
CONFIGURATION = ROOT / ".pre-commit-config.yaml"
HOOK_IDS = ["ruff-check", "ruff-format", "djlint", "mypy", "import-linter", "makemigrations"]
HOOKS = [hook for repo in yaml.safe_load(CONFIGURATION.read_text())["repos"] for hook in repo["hooks"]]


def validate(path: Path) -> int:
    command = [ROOT / ".venv" / "bin" / "pre-commit", "validate-config", path]
    return subprocess.run(command, capture_output=True, check=False).returncode


def test_the_configuration_is_valid_and_a_broken_one_is_not(tmp_path: Path) -> None:
    broken = tmp_path / "broken.yaml"
    broken.write_text(CONFIGURATION.read_text().replace("entry:", "start:", 1))
    assert validate(CONFIGURATION) == 0
    assert validate(broken) == 1


def test_every_hook_runs_a_pinned_tool_of_the_virtual_environment() -> None:
    assert [hook["id"] for hook in HOOKS] == HOOK_IDS
    for hook in HOOKS:
        tools = [word for word in hook["entry"].split() if word.startswith(".venv/bin/")]
        assert hook["language"] == "system"
        assert [tool for tool in tools if not (ROOT / tool).exists()] == []
        assert len(tools) == 1
