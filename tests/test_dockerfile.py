"""The image: what the Dockerfile promises, read from its lines; each promise is broken once in a bad one."""

import json
import re
import subprocess
import sys
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
HADOLINT = ROOT / ".venv" / "bin" / "hadolint"
BAD = """\
FROM python
ADD https://example.org/tool.tar.gz /opt/
COPY . /app
RUN apt-get update && apt-get install -y gcc && pip install -r /app/requirements/production.txt
CMD granian config.wsgi:application
"""
Instruction = tuple[str, str]


def instructions(text: str) -> list[Instruction]:
    """Name and argument of every instruction, continued lines joined, comments left out."""
    lines = [line for line in text.splitlines() if not line.lstrip().startswith("#")]
    joined = re.sub(r"\\\n\s*", " ", "\n".join(lines))
    return [tuple(line.split(None, 1)) for line in joined.splitlines() if line.strip()]


def stages(text: str) -> list[list[Instruction]]:
    """The instructions of each stage, its FROM first; what stands before the first FROM belongs to none."""
    found: list[list[Instruction]] = []
    for name, argument in instructions(text):
        if name == "FROM":
            found.append([])
        if found:
            found[-1].append((name, argument))
    return found


def values(stage: list[Instruction], name: str) -> list[str]:
    return [argument for instruction, argument in stage if instruction == name]


def problems(text: str) -> set[str]:
    """What is wrong with a Dockerfile, in the shop's eyes."""
    all_stages = stages(text)
    final = all_stages[-1]
    runs = " ".join(values(final, "RUN"))
    everywhere = [line for stage in all_stages for line in stage]
    base = dict(argument.split("=", 1) for name, argument in instructions(text) if name == "ARG" and "=" in argument)
    image = values(final, "FROM")[0].split()[0]
    for name, default in base.items():
        image = image.replace(f"${{{name}}}", default)
    found = {
        "one stage": len(all_stages) < 2,
        "base without a version or not slim": not re.search(r":\d+\.\d+\S*-slim", image),
        "runs as root": not re.match(r"[1-9]\d*:[1-9]\d*$", (values(final, "USER") or ["root"])[-1]),
        "no health check": not values(final, "HEALTHCHECK"),
        "fetches files": bool(values(everywhere, "ADD")) or "curl " in text or "wget " in text,
        "compiler or package manager in the image": bool(re.search(r"apt-get|gcc|build-essential|pip install", runs)),
        "copies the build context into the image": any("--from=" not in copy for copy in values(final, "COPY")),
        "packages without hashes": "--require-hashes" not in text,
        "no labels": not values(final, "LABEL"),
        "command behind a shell": not all(command.startswith("[") for command in values(final, "CMD") or ["sh"]),
        "nowhere to write": not values(final, "VOLUME"),
    }
    return {problem for problem, is_there in found.items() if is_there}


def reaches_the_build(path: str, ignore: str) -> bool:
    """Whether .dockerignore lets a path through: the last pattern that matches it or a folder above it decides."""
    verdict = True
    parts = path.split("/")
    prefixes = ["/".join(parts[: end + 1]) for end in range(len(parts))]
    for line in ignore.splitlines():
        pattern = line.strip()
        if not pattern or pattern.startswith("#"):
            continue
        wanted = pattern.startswith("!")
        expression = re.escape(pattern.removeprefix("!")).replace(r"\*\*/", "(.*/)?").replace(r"\*", "[^/]*")
        if any(re.fullmatch(expression, prefix) for prefix in prefixes):
            verdict = wanted
    return verdict


def test_the_dockerfile_keeps_every_promise() -> None:
    assert problems((ROOT / "Dockerfile").read_text()) == set()


def test_a_bad_dockerfile_breaks_every_promise() -> None:
    assert problems(BAD) == {
        "one stage",
        "base without a version or not slim",
        "runs as root",
        "no health check",
        "fetches files",
        "compiler or package manager in the image",
        "copies the build context into the image",
        "packages without hashes",
        "no labels",
        "command behind a shell",
        "nowhere to write",
    }


def test_hadolint_finds_nothing_here_and_something_there(tmp_path: Path) -> None:
    bad = tmp_path / "Dockerfile"
    bad.write_text(BAD)
    ours = subprocess.run([HADOLINT, ROOT / "Dockerfile"], capture_output=True, text=True, check=False)
    theirs = subprocess.run([HADOLINT, bad], capture_output=True, text=True, check=False)
    assert (ours.stdout, ours.returncode) == ("", 0)
    assert "DL3006" in theirs.stdout
    assert theirs.returncode == 1


def asked_by_the_health_check(**variables: str) -> str:
    """The host name under which the health check asks a server in the shop's place."""
    names: list[str] = []

    class Answer(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            names.append(self.headers["Host"])
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    check = values(stages((ROOT / "Dockerfile").read_text())[-1], "HEALTHCHECK")[0]
    _, flag, program = json.loads(check[check.index("[") :])
    with HTTPServer(("127.0.0.1", 0), Answer) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        program = program.replace(":8000/", f":{server.server_port}/")
        done = subprocess.run([sys.executable, flag, program], cwd=ROOT, env=variables, check=False, timeout=30)
        server.shutdown()
    assert done.returncode == 0
    return names[0]


def test_the_health_check_asks_under_the_first_allowed_host_wherever_it_is_given(tmp_path: Path) -> None:
    (tmp_path / "hosts").write_text(".shop.example, other.example\n")
    assert asked_by_the_health_check(ALLOWED_HOSTS_FILE=str(tmp_path / "hosts")) == "shop.example"
    assert asked_by_the_health_check(ALLOWED_HOSTS="www.shop.example") == "www.shop.example"


@pytest.mark.parametrize(
    "path",
    [
        ".env",
        ".git/config",
        ".venv/bin/python",
        "apps/orders/.env",
        "apps/orders/__pycache__/x.pyc",
        "requirements/test.txt",
        "tests/conftest.py",
        "var/run/services.env",
    ],
)
def test_nothing_private_or_needless_reaches_the_build(path: str) -> None:
    assert reaches_the_build(path, (ROOT / ".dockerignore").read_text()) is False
    assert reaches_the_build(path, "") is True


def test_everything_that_is_copied_reaches_the_build() -> None:
    ignore = (ROOT / ".dockerignore").read_text()
    copied = [
        source
        for stage in stages((ROOT / "Dockerfile").read_text())
        for copy in values(stage, "COPY")
        if "--from=" not in copy
        for source in copy.split()[:-1]
    ]
    assert copied == ["requirements/production.txt", "manage.py", "LICENSE", "config", "apps", "templates", "static"]
    assert [source for source in copied if not (ROOT / source).exists()] == []
    assert [source for source in copied if not reaches_the_build(source, ignore)] == []
