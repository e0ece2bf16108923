from pathlib import Path

import pytest

from config.env import ROOT, VARIABLES, ConfigurationError, Environment, example, read_file

GOOD = {
    "SECRET_KEY": "a-long-secret-key-of-more-than-fifty-characters-0123456789",
    "DATABASE_URL": "postgresql://shop:pw@db:5432/shop",
    "REDIS_URL": "redis://:pw@valkey:6379/0",
    "ALLOWED_HOSTS": "shop.example, www.shop.example",
    "PUBLIC_URL": "https://shop.example",
    "TRUSTED_PROXIES": "10.0.0.0/8, unix",
    "EMAIL_URL": "smtp+tls://shop:pw@mail:587",
}


def problems(*places, production: bool = False) -> list[str]:
    try:
        return Environment(*places, production=production).problems
    except ConfigurationError as error:
        return error.problems


def test_nothing_is_needed_to_develop():
    values = Environment({})
    assert {variable.name: values[variable.name] for variable in VARIABLES} == {v.name: v.default for v in VARIABLES}


@pytest.mark.parametrize(
    ("name", "text", "value"),
    [
        ("ALLOWED_HOSTS", "a.example, b.example,", ["a.example", "b.example"]),
        ("UPLOAD_MAX_BYTES", "1000", 1000),
        ("UPLOAD_MAX_BYTES", "", 128 * 1024 * 1024),
        ("SHOWCASE", "yes", True),
        ("SHOWCASE", "0", False),
        ("SHOWCASE", "", False),
        ("LOG_DIR", "", ""),
        ("SECRET_KEY", "$HOME is no reference", "$HOME is no reference"),
        ("DATABASE_URL", "postgres:///shop?host=/run/postgresql", "postgres:///shop?host=/run/postgresql"),
        ("REDIS_URL", "unix:///run/valkey.sock", "unix:///run/valkey.sock"),
        ("CURRENCY", "JPY", "JPY"),
        ("TRUSTED_PROXIES", "10.0.0.1, 10.1.0.0/16, unix", ["10.0.0.1/32", "10.1.0.0/16", "unix"]),
    ],
)
def test_values_are_read_by_their_type(name, text, value):
    assert Environment({name: text})[name] == value


@pytest.mark.parametrize(
    ("name", "text", "problem"),
    [
        ("UPLOAD_MAX_BYTES", "many", "not a valid int"),
        ("UPLOAD_MAX_BYTES", "1.5", "not a valid int"),
        ("UPLOAD_MAX_BYTES", "0", "must be greater than 0"),
        ("UPLOAD_MAX_BYTES", "-1", "must be greater than 0"),
        ("WEB_PROCESSES", "0", "must be greater than 0"),
        ("TRUSTED_PROXIES", "nginx", "not a valid list of networks"),
        ("TRUSTED_PROXIES", "10.0.0.1/8", "not a valid list of networks"),
        ("SHOWCASE", "maybe", "not a valid bool"),
        ("LOG_LEVEL", "LOUD", "must be one of DEBUG, INFO"),
        ("LOG_LEVEL", "info", "must be one of DEBUG, INFO"),
        ("DATABASE_URL", "mysql://u:p@h/db", "must start with postgres:// or postgresql://"),
        ("DATABASE_URL", "db.sqlite3", "must start with postgres://"),
        ("DATABASE_URL", "postgres://h:5432", "names no database"),
        ("DATABASE_URL", "postgres://h:fivethousand/db", "not a valid address"),
        ("DATABASE_URL", "postgres://h:99999/db", "not a valid address"),
        ("REDIS_URL", "http://h:6379", "must start with redis://"),
        ("REDIS_URL", "redis://", "has no host"),
        ("CACHE_URL", "memcached://h", "must start with redis://"),
        ("EMAIL_URL", "mail.example:25", "must start with smtp://"),
        ("PUBLIC_URL", "localhost:8000", "must start with http://"),
        ("PUBLIC_URL", "http://localhost:8000/", "without a path or slash"),
        ("CURRENCY", "pounds", "ISO 4217"),
        ("CURRENCY", "XXQ", "ISO 4217"),
        ("CURRENCY", "gbp", "ISO 4217"),
        ("UPLOAD_ROOT", "", "must name a folder"),
        ("VITRINE_ROLE", "../../etc/passwd", "it names a log file"),
    ],
)
def test_a_wrong_value_is_named_with_what_is_wrong(name, text, problem):
    [found] = problems({name: text})
    assert found.startswith(f"{name}: ")
    assert problem in found
    assert text == "" or name.endswith("_URL") is False or text not in found


def test_all_problems_are_named_at_once():
    found = problems({"LOG_LEVEL": "LOUD", "UPLOAD_MAX_BYTES": "many", "SHOWCASE": "maybe"}, production=True)
    assert [problem.split(":")[0] for problem in found] == [
        "SECRET_KEY",
        "DATABASE_URL",
        "REDIS_URL",
        "ALLOWED_HOSTS",
        "PUBLIC_URL",
        "TRUSTED_PROXIES",
        "EMAIL_URL",
        "UPLOAD_MAX_BYTES",
        "SHOWCASE",
        "LOG_LEVEL",
    ]


def test_production_accepts_what_is_complete():
    values = Environment(GOOD, production=True)
    assert values["ALLOWED_HOSTS"] == ["shop.example", "www.shop.example"]


@pytest.mark.parametrize("name", [variable.name for variable in VARIABLES if variable.required_in_production])
def test_production_refuses_what_is_missing_or_a_default(name):
    default = next(variable.default for variable in VARIABLES if variable.name == name)
    text = ",".join(default) if isinstance(default, list) else default
    for place in ({k: v for k, v in GOOD.items() if k != name}, {**GOOD, name: text}):
        [found] = problems(place, production=True)
        assert found.startswith(f"{name}: must be set in production")


@pytest.mark.parametrize(
    ("name", "text", "problem"),
    [
        ("SECRET_KEY", "short", "at least 50 characters"),
        ("SECRET_KEY", "ab" * 30, "at least 5 different"),
        ("PUBLIC_URL", "http://shop.example", "https://"),
        ("ALLOWED_HOSTS", "*", "not *"),
    ],
)
def test_production_refuses_what_is_weak(name, text, problem):
    [found] = problems({**GOOD, name: text}, production=True)
    assert problem in found


def test_a_secret_can_lie_in_a_file(tmp_path: Path):
    secret = tmp_path / "database"
    secret.write_text("postgresql://shop:pw@db/shop\n")
    values = Environment({"DATABASE_URL_FILE": str(secret)})
    assert values["DATABASE_URL"] == "postgresql://shop:pw@db/shop"


def test_a_secret_file_that_cannot_be_read_is_a_problem(tmp_path: Path):
    assert problems({"SECRET_KEY_FILE": str(tmp_path / "gone")}) == [
        "SECRET_KEY_FILE: cannot be read: No such file or directory."
    ]
    (tmp_path / "binary").write_bytes(b"\xff\xfe\x00")
    assert problems({"SECRET_KEY_FILE": str(tmp_path / "binary")}) == [
        "SECRET_KEY_FILE: cannot be read: it is not text."
    ]


def test_the_same_value_given_twice_in_one_place_is_a_problem(tmp_path: Path):
    (tmp_path / "secret").write_text("x")
    [found] = problems({"SECRET_KEY": "y", "SECRET_KEY_FILE": str(tmp_path / "secret")})
    assert found == "SECRET_KEY: given twice, also by SECRET_KEY_FILE; keep one."


def test_the_first_place_wins(tmp_path: Path):
    (tmp_path / "level").write_text("DEBUG")
    environment, dotenv, services = {"LOG_LEVEL": "ERROR"}, {"LOG_LEVEL_FILE": str(tmp_path / "level")}, {}
    assert Environment(environment, dotenv, services)["LOG_LEVEL"] == "ERROR"
    assert Environment(services, dotenv, environment)["LOG_LEVEL"] == "DEBUG"
    assert Environment({"DATABASE_URL": ""}, {"DATABASE_URL": "postgres://h/d"})["DATABASE_URL"] == ""


def test_files_hold_lines_with_comments_and_quotes(tmp_path: Path):
    (tmp_path / ".env").write_text("# comment\nSECRET_KEY='with spaces # and signs'\n\nLOG_LEVEL=DEBUG\n")
    assert read_file(tmp_path / ".env") == {"SECRET_KEY": "with spaces # and signs", "LOG_LEVEL": "DEBUG"}
    assert read_file(tmp_path / "none") == {}


def test_secrets_are_never_part_of_the_message():
    found = problems({"DATABASE_URL": "mysql://shop:canary@h/db", "SECRET_KEY": "canary"}, production=True)
    assert not any("canary" in problem for problem in found)


def test_env_example_says_what_the_table_says():
    assert (ROOT / ".env.example").read_text() == example()
