"""Changed code starts the shop's roles again; broken code never ends the run."""

from collections.abc import Callable
from pathlib import Path

import pytest

from apps.core.supervisor.reload import SourceWatch, first_syntax_error

from .conftest import LIVES, FakeRun

Start = Callable[..., FakeRun]


@pytest.fixture
def code(tmp_path: Path) -> Path:
    folder = tmp_path / "apps"
    folder.mkdir()
    (folder / "shop.py").write_text("print('first', flush=True)\nimport time\ntime.sleep(60)\n")
    return folder / "shop.py"


def start(fake_run: Start, code: Path) -> FakeRun:
    runs_the_code = {"name": "web", "code": f"exec(open({str(code)!r}).read())", "reloads": True}
    run = fake_run(services=[{"name": "database", "code": LIVES}], roles=[runs_the_code])
    run.wait_for("web      | first")
    return run.wait_ready()


def test_a_change_starts_the_roles_again_and_leaves_the_databases(fake_run: Start, code: Path) -> None:
    run = start(fake_run, code)
    database, web = run.member("database"), run.member("web")
    code.write_text("print('second', flush=True)\nimport time\ntime.sleep(60)\n")
    run.wait_for("web      | second")
    assert "shop.py changed: reloading web" in run.output
    assert database.is_alive()
    assert not web.is_alive()
    assert run.end() == 0


def test_a_changed_template_starts_the_roles_again(fake_run: Start, code: Path) -> None:
    run = start(fake_run, code)
    web = run.member("web")
    (code.parent / "page.html").write_text("{% if %} no Python")
    run.wait_for("page.html changed: reloading web")
    run.wait_until(lambda: run.output.count("web      | first") == 2)
    assert not web.is_alive()
    assert run.end() == 0


def test_code_that_cannot_be_compiled_is_named_and_the_old_code_goes_on(fake_run: Start, code: Path) -> None:
    run = start(fake_run, code)
    web = run.member("web")
    code.write_text("print('second'\n")
    run.wait_for("shop.py line 1: '(' was never closed: not reloaded, waiting for the next change")
    assert web.is_alive()
    code.write_text("print('third', flush=True)\nimport time\ntime.sleep(60)\n")
    run.wait_for("web      | third")
    assert run.end() == 0


def test_code_that_ends_its_role_waits_for_the_next_change(fake_run: Start, code: Path) -> None:
    run = start(fake_run, code)
    code.write_text("raise RuntimeError('half an idea')\n")
    run.wait_for("waiting for the next change of the code")
    assert "web ended with exit code 1" in run.output
    assert run.process.poll() is None
    code.write_text("print('whole', flush=True)\nimport time\ntime.sleep(60)\n")
    run.wait_for("web      | whole")
    assert run.end() == 0


def test_changed_migrations_are_applied_first(fake_run: Start, code: Path) -> None:
    (code.parent / "migrations").mkdir()
    run = start(fake_run, code)
    (run.home.root / "manage.py").write_text("import sys\nprint('told to', *sys.argv[1:])\n")
    (code.parent / "migrations" / "0002_more.py").write_text("")
    run.wait_for("prepare done")
    run.wait_until(lambda: run.output.count("web      | first") == 2)
    assert run.output.index("told to prepare migrate --no-input") < run.output.rindex("web      | first")
    assert run.end() == 0


def test_the_watch_sees_new_changed_and_removed_python_files_and_templates_only(tmp_path: Path) -> None:
    kept, removed = tmp_path / "kept.py", tmp_path / "removed.py"
    kept.write_text("1")
    removed.write_text("1")
    watch = SourceWatch([tmp_path])
    assert watch.changed() == []
    kept.write_text("22")
    removed.unlink()
    (tmp_path / "page.html").write_text("<p>")
    (tmp_path / "page.css").write_text("p {}")
    (tmp_path / "app").mkdir()
    (tmp_path / "app" / "new.py").write_text("1")
    assert watch.changed() == [tmp_path / "app" / "new.py", kept, tmp_path / "page.html", removed]
    assert watch.changed() == []


def test_a_template_is_no_python(tmp_path: Path) -> None:
    (tmp_path / "page.html").write_text("<p>")
    assert first_syntax_error([tmp_path / "page.html"]) is None


def test_a_file_removed_before_the_look_is_no_syntax_error(tmp_path: Path) -> None:
    assert first_syntax_error([tmp_path / "gone.py"]) is None
