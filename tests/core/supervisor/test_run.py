"""One run, from the start to every way it can end. Real processes, a table of tiny programs."""

import os
import pty
import signal
import socket
import stat
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from apps.core.supervisor import processes, state
from apps.core.supervisor.processes import Identity
from apps.core.supervisor.state import Member, RunState

from .conftest import LIVES, SECONDS, FakeRun

Start = Callable[..., FakeRun]

STUBBORN = "import signal, time; signal.signal(15, signal.SIG_IGN); print('alive', flush=True); time.sleep(60)"
WITH_GRANDCHILD = "import subprocess, sys, time; subprocess.Popen([sys.executable, '-I', '-S', '-c', 'import time; time.sleep(60)'], start_new_session=True); print('alive', flush=True); time.sleep(60)"  # noqa: E501 -- one program


def roles(**programs: str) -> list[dict[str, object]]:
    return [{"name": name, "code": code} for name, code in programs.items()]


def test_starts_services_then_steps_then_roles_and_prints_one_url(fake_run: Start) -> None:
    run = fake_run(
        services=roles(database=LIVES), steps=roles(migrate="print('migrated')"), roles=roles(web=LIVES, worker=LIVES)
    ).wait_ready()
    said = [run.output.index(text) for text in ("database ready", "migrate done", "http://localhost:1")]
    assert said == sorted(said)
    assert run.output.count("http://localhost:1") == 1
    assert run.end() == 0


def test_sigterm_ends_with_0_and_leaves_nothing(fake_run: Start) -> None:
    run = fake_run(services=roles(database=LIVES), roles=roles(web=LIVES, worker=WITH_GRANDCHILD)).wait_ready()
    run.wait_until(lambda: len(run.living()) == 4)
    assert run.end(signal.SIGTERM) == 0
    assert run.living() == []
    assert sorted(path.name for path in run.home.run.iterdir()) == ["supervisor.lock"]


def test_ctrl_c_ends_with_0_even_where_interrupts_were_ignored(tmp_path: Path, fake_run: Start) -> None:
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        run = fake_run(roles=roles(web=LIVES))
    finally:
        signal.signal(signal.SIGINT, before)
    run.wait_ready()
    assert run.end(signal.SIGINT) == 0
    assert run.living() == []


def test_the_databases_are_stopped_after_the_shop(fake_run: Start) -> None:
    slow = "import signal, sys, time; signal.signal(15, lambda *a: (time.sleep(0.3), print('bye', flush=True), sys.exit(0))); print('alive', flush=True); time.sleep(60)"  # noqa: E501 -- one program
    quick = "import signal, sys, time; signal.signal(15, lambda *a: (print('bye', flush=True), sys.exit(0))); print('alive', flush=True); time.sleep(60)"  # noqa: E501 -- one program
    run = fake_run(services=roles(database=quick), roles=roles(web=slow)).wait_ready()
    run.wait_until(lambda: run.output.count("alive") == 2)
    assert run.end() == 0
    assert run.output.index("web      | bye") < run.output.index("database | bye")


def test_a_role_that_does_not_listen_is_killed_after_its_time(fake_run: Start) -> None:
    run = fake_run(roles=[{"name": "web", "code": STUBBORN, "stop_within": 0.2}])
    run.wait_for("web     | alive")
    run.wait_ready()
    begun = time.monotonic()
    assert run.end() == 0
    assert 0.2 <= time.monotonic() - begun < 5
    assert run.living() == []


def test_a_second_ctrl_c_does_not_wait(fake_run: Start) -> None:
    run = fake_run(roles=[{"name": "web", "code": STUBBORN, "stop_within": 60}])
    run.wait_for("web     | alive")
    run.wait_ready()
    run.process.send_signal(signal.SIGINT)
    run.wait_for("stopping")
    begun = time.monotonic()
    while run.process.poll() is None:
        assert time.monotonic() - begun < SECONDS
        run.process.send_signal(signal.SIGINT)
        time.sleep(0.1)
    assert run.process.returncode == 0
    assert run.living() == []


def test_a_dead_child_stops_the_rest_with_its_reason_and_1(fake_run: Start) -> None:
    dies = "import sys, time; time.sleep(0.4); print('the disk is full', flush=True); sys.exit(3)"
    run = fake_run(services=roles(database=LIVES), roles=roles(web=LIVES, worker=dies)).wait_ready()
    assert run.wait() == 1
    assert "worker ended with exit code 3; its last lines:" in run.output
    assert "vitrine  |     the disk is full" in run.output
    assert run.living() == []


def test_a_failed_step_stops_the_start_with_its_reason_and_1(fake_run: Start) -> None:
    run = fake_run(
        services=roles(database=LIVES),
        steps=roles(migrate="import sys; sys.exit('no such table')"),
        roles=roles(web=LIVES),
    )
    assert run.wait() == 1
    assert "migrate ended with exit code 1" in run.output
    assert "no such table" in run.output
    assert "web" not in run.output


def test_a_role_is_ready_when_its_check_says_so(fake_run: Start) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    listens = f"import socket, time; time.sleep(0.3); s = socket.create_server(('127.0.0.1', {port})); print('listening', flush=True); time.sleep(60)"  # noqa: E501 -- one program
    run = fake_run(roles=[{"name": "web", "code": listens, "port": port}]).wait_ready()
    assert run.output.index("listening") < run.output.index("Ctrl-C ends it")
    assert run.end() == 0


def test_services_env_is_private_and_gone_after_a_clean_end(fake_run: Start) -> None:
    run = fake_run(roles=roles(web=LIVES), variables={"DATABASE_URL": "postgres://x", "SECRET_KEY": "s"}).wait_ready()
    path = run.home.services_file
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert path.read_text() == "DATABASE_URL=postgres://x\nSECRET_KEY=s\n"
    assert run.end() == 0
    assert not path.exists()


def test_children_get_their_role_and_the_variables(fake_run: Start) -> None:
    tells = "import os, time; print(os.environ['VITRINE_ROLE'], os.environ['REDIS_URL'], flush=True); time.sleep(60)"
    run = fake_run(roles=roles(relay=tells), variables={"REDIS_URL": "redis://x"})
    run.wait_for("relay   | relay redis://x")
    assert run.end() == 0


def test_log_filters_roles_but_never_the_supervisor(fake_run: Start) -> None:
    run = fake_run(roles=roles(web=LIVES, worker=LIVES), environment={"LOG": "worker"}).wait_ready()
    run.wait_for("worker  | alive")
    assert "web     |" not in run.output
    assert "vitrine | ready after" in run.output
    assert run.end() == 0


def test_output_of_programs_without_json_goes_to_a_file_of_json_lines(fake_run: Start) -> None:
    run = fake_run(roles=roles(web=LIVES)).wait_ready()
    run.wait_for("web     | alive")
    assert run.end() == 0
    assert '"event": "alive", "level": "info", "role": "web"' in (run.home.log / "web.jsonl").read_text()


def test_a_second_run_in_the_same_clone_is_refused_in_one_line(fake_run: Start) -> None:
    first = fake_run(roles=roles(web=LIVES)).wait_ready()
    second = fake_run(roles=roles(web=LIVES))
    assert second.wait() == 1
    told = f"running already at http://localhost:1 (pid {first.process.pid}): `make stop` ends it"
    assert second.output == f"vitrine | this clone is {told}\n"
    assert first.member("web").is_alive()
    assert first.end() == 0


def test_after_kill_9_the_next_start_ends_what_was_left(fake_run: Start) -> None:
    first = fake_run(services=roles(database=LIVES), roles=roles(web=LIVES, worker=WITH_GRANDCHILD)).wait_ready()
    first.wait_until(lambda: len(first.living()) == 4)
    # A child that prints its first line into the pipe of a dead supervisor ends by itself.
    first.wait_until(lambda: first.output.count("alive") == 3)
    first.process.kill()
    first.wait()
    assert len(first.living()) == 4
    second = fake_run(roles=roles(web=LIVES)).wait_ready()
    assert first.living() == []
    assert "ended what a killed run had left behind: database, web, worker, pid " in second.output
    assert second.end() == 0


@pytest.mark.parametrize("same_start_time", [False, True])
def test_a_pid_with_another_start_time_is_a_foreign_process(
    tmp_path: Path, fake_run: Start, same_start_time: bool
) -> None:
    """With the right start time it is ended (the control): only the start time tells a leftover from a stranger."""
    someone = subprocess.Popen([sys.executable, "-I", "-S", "-c", LIVES], stdout=subprocess.DEVNULL)
    try:
        started = processes.start_time(someone.pid)
        assert started is not None
        run_folder = tmp_path / "var" / "run"
        run_folder.mkdir(parents=True)
        member = Member(role="web", pid=someone.pid, started=started if same_start_time else f"{int(started) - 1}")
        RunState(pid=2**22 + 1, started="1", members=[member]).save(run_folder)
        run = fake_run(roles=roles(web=LIVES)).wait_ready()
        assert ("left behind: web" in run.output) is same_start_time
        assert (Identity.of(someone.pid) is None) is same_start_time
        assert run.end() == 0
    finally:
        someone.kill()
        someone.wait()


def test_a_damaged_state_file_does_not_stop_the_start(tmp_path: Path, fake_run: Start) -> None:
    run_folder = tmp_path / "var" / "run"
    run_folder.mkdir(parents=True)
    (run_folder / "supervisor.json").write_text('{"run": "x"')
    assert state.load(run_folder) is None
    assert fake_run(roles=roles(web=LIVES)).wait_ready().end() == 0


def on_a_terminal(folder: Path) -> tuple[int, int]:
    """`make run` with a tiny table as the leader of a session: its pid and the other end of its terminal."""
    command = FakeRun.command(folder, {"roles": roles(web=LIVES)})
    (folder / "table").write_text(command[-1])
    recipe = f'@exec {command[0]} {command[1]} {command[2]} "$$(cat {folder}/table)"'
    (folder / "Makefile").write_text(f"run:\n\t{recipe}\n")
    pid, terminal = pty.fork()
    if pid == 0:
        signal.signal(signal.SIGHUP, signal.SIG_DFL)  # also where the tests themselves run under nohup
        os.execvp("make", ["make", "-C", str(folder), "run"])
    return pid, terminal


def test_a_closed_terminal_ends_the_run(tmp_path: Path) -> None:
    """make leads the session here: it is told and waits for us, who are not told."""
    pid, terminal = on_a_terminal(tmp_path)
    output = b""
    while b"Ctrl-C ends it" not in output:
        output += os.read(terminal, 4096)
    run_folder = tmp_path / "var" / "run"
    running = state.load(run_folder)
    assert running is not None
    os.close(terminal)
    try:
        assert processes.wait_until(lambda: not running.supervisor.is_alive(), seconds=SECONDS)
    finally:
        processes.send(running.supervisor, signal.SIGTERM)
        os.waitpid(pid, 0)
    assert state.load(run_folder) is None
    assert processes.carrying(variable=state.RUN_VARIABLE, value=running.run) == []


def test_ctrl_c_on_a_terminal_ends_make_with_0_too(tmp_path: Path) -> None:
    """make hears a Ctrl-C typed on its terminal as well and would report an error."""
    pid, terminal = on_a_terminal(tmp_path)
    output = b""
    try:
        while b"Ctrl-C ends it" not in output:
            output += os.read(terminal, 4096)
        os.write(terminal, b"\x03")
        while True:
            output += os.read(terminal, 4096)
    except OSError:
        pass  # the terminal is closed by its last user
    _, status = os.waitpid(pid, 0)
    os.close(terminal)
    assert b"stopped in" in output
    assert os.waitstatus_to_exitcode(status) == 0, output.decode()
