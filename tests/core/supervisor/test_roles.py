"""The table of everything a run starts, and the variables for it."""

from pathlib import Path

import pytest

from apps.core.supervisor import roles, services
from apps.core.supervisor.home import Home
from apps.core.supervisor.ports import PortBook
from apps.core.supervisor.services import Services


def test_the_table_holds_the_roles_in_the_order_of_their_start(tmp_path: Path) -> None:
    table = roles.shop_roles(Home(tmp_path), web_port=8000, mail_port=10250)
    assert tuple(role.name for role in table) == roles.ROLE_NAMES


def test_everything_before_the_shop_is_done_in_one_process() -> None:
    step = roles.prepare(*roles.PREPARATIONS)
    assert " ".join(step.argv[2:]) == "prepare migrate --no-input , seed_people --if-missing , seed_orders --if-empty"
    assert step.environment == {"VITRINE_ROLE": "command"}


def test_there_is_no_mail_catcher_when_mail_goes_elsewhere(tmp_path: Path) -> None:
    table = roles.shop_roles(Home(tmp_path), web_port=8000, mail_port=None)
    assert "mail" not in [role.name for role in table]


def test_code_of_the_shop_is_reloaded_and_the_mail_catcher_is_not(tmp_path: Path) -> None:
    table = roles.shop_roles(Home(tmp_path), web_port=8000, mail_port=10250)
    assert [role.name for role in table if not role.reloads] == ["mail"]


def test_given_addresses_win_over_the_servers_we_could_start(tmp_path: Path) -> None:
    said: list[str] = []
    given = {"DATABASE_URL": "postgres://nobody@127.0.0.1:1/none", "REDIS_URL": "redis://a", "CACHE_URL": "redis://b"}
    found = services.embedded(
        Home(tmp_path), given=given, book=PortBook(tmp_path / "ports.json", say=said.append), say=said.append
    )
    assert found.roles == []
    assert found.variables == given
    assert said == [
        "DATABASE_URL is set: PostgreSQL is not started",
        "REDIS_URL is set: valkey is not started",
        "CACHE_URL is set: valkey-cache is not started",
    ]


def test_a_missing_extension_is_named(tmp_path: Path) -> None:
    said: list[str] = []
    services.name_missing(["pg_trgm"], say=said.append)
    services.name_missing([], say=said.append)
    assert said == ["PostgreSQL lacks pg_trgm: what needs it will not work, the start goes on"]


@pytest.mark.parametrize("name", ["EMAIL_URL", "PUBLIC_URL", "SECRET_KEY"])
def test_what_the_user_has_set_is_kept(tmp_path: Path, name: str) -> None:
    home = Home(tmp_path)
    home.make_folders()
    ours = services.shop_variables(home, services=Services(), given={}, web_port=8003, mail_port=10251)
    assert ours["EMAIL_URL"] == "smtp://127.0.0.1:10251"
    assert ours["PUBLIC_URL"] == "http://localhost:8003"
    assert len(ours["SECRET_KEY"]) >= 50
    theirs = services.shop_variables(home, services=Services(), given={name: "x"}, web_port=8003, mail_port=10251)
    assert theirs == {**ours, name: "x"}


@pytest.mark.parametrize(
    ("line", "quiet"),
    [
        ("t [info     ] request_started [django_structlog] ip=127.0.0.1 request='GET /healthz' user_agent=None", True),
        ("t [info     ] request_finished [django_structlog] code=200 request='GET /healthz' request_id=x", True),
        ("t [info     ] request_finished [l] code=200 request='GET /scenarios/n-plus-one/runs/7/progress/'", True),
        ("t [warning  ] request_finished [l] code=404 request='GET /scenarios/n-plus-one/runs/7/progress/'", False),
        ("t [info     ] request_finished [l] code=200 request='GET /api/v2/orders/'", False),
        ("t [info     ] request_finished [l] code=200 request='POST /scenarios/n-plus-one/runs/'", False),
    ],
)
def test_probes_and_polls_are_everyday_lines(line: str, quiet: bool) -> None:
    assert bool(roles.QUIET_WEB.search(line)) is quiet


@pytest.mark.parametrize(("user", "said"), [(0, True), (1000, False)])
def test_only_root_silences_the_warning_for_root(monkeypatch: pytest.MonkeyPatch, user: int, said: bool) -> None:
    monkeypatch.setattr(roles.os, "geteuid", lambda: user)
    assert ("-W" in roles.celery("worker")) is said


def test_everyday_lines_of_the_databases_are_quiet_and_problems_are_not() -> None:
    everyday = "2026-11-23 21:23:46.123 UTC [4075] LOG:  checkpoint starting: time"
    problem = '2026-11-23 21:23:46.123 UTC [4075] vitrine-web ERROR:  relation "x" does not exist'
    assert roles.QUIET_POSTGRES.search(everyday)
    assert not roles.QUIET_POSTGRES.search(problem)
    assert roles.QUIET_TASKS.search(
        "2026-11-23T22:08:24Z [info     ] task_started [django_structlog] task=core.sweep_jobs"
    )
    assert not roles.QUIET_TASKS.search("2026-11-23T22:08:24Z [error    ] task_failed [django_structlog] task=x")
    assert not roles.QUIET_TASKS.search("2026-11-23T22:08:24Z [info     ] import_finished [apps.orders] lines=7")
    assert roles.QUIET_VALKEY.search("15090:M 23 Nov 2026 21:39:33.447 * Ready to accept connections tcp")
    assert not roles.QUIET_VALKEY.search("15090:M 23 Nov 2026 21:39:33.447 # Bad file format reading the append only")
