"""The benchmarks' own database, `<shop>_bench`, and the machine they run on."""

import os
import platform
from pathlib import Path

import django
import psycopg
from django.db import connection

from apps.showcase.lab.database import ensure_database, environment_of, url_of

SUFFIX = "_bench"
SHOP_TABLES = (
    "orders_order, orders_orderline, orders_statuschange, orders_importjob, orders_importrejection, orders_customer,"
    " catalog_product"
)

# History that the shop never takes back; what a benchmark made is no history.
APPEND_ONLY = """
SELECT DISTINCT tgrelid::regclass::text FROM pg_trigger JOIN pg_proc ON pg_proc.oid = tgfoid
WHERE proname = 'core_refuse_change'
"""


def bench_name() -> str:
    return f"{connection.settings_dict['NAME']}{SUFFIX}"


def ensure_bench_database() -> dict[str, str]:
    """Make the database unless it is there; the variables with which a process works in it."""
    ensure_database(bench_name())
    return environment_of(bench_name())


def bench_connection(name: str = "") -> "psycopg.Connection[tuple[object, ...]]":
    """A connection to the benchmarks' database, or the one of this name, each statement for itself."""
    return psycopg.connect(url_of(name or bench_name()), autocommit=True)


def empty_shop(*, tables: str = SHOP_TABLES) -> None:
    """No order, customer or product (or what `tables` name) in the benchmarks' database; statistics that say so."""
    with bench_connection() as bench:
        guarded = [str(name) for (name,) in bench.execute(APPEND_ONLY)]
        with bench.transaction():
            for name in guarded:
                bench.execute(f"ALTER TABLE {name} DISABLE TRIGGER USER".encode())
            bench.execute(f"TRUNCATE {tables} RESTART IDENTITY CASCADE".encode())
            for name in guarded:
                bench.execute(f"ALTER TABLE {name} ENABLE TRIGGER USER".encode())
        bench.execute(f"ANALYZE {tables}".encode())


def machine(name: str = "") -> str:
    """One line about where the figures come from, asked of the benchmarks' database or the one of this name."""
    with bench_connection(name) as bench:
        shown = {name: _setting(bench, name) for name in ("server_version", "fsync", "shared_buffers")}
    load, _, _ = os.getloadavg()
    return (
        f"{os.cpu_count()} cores ({_processor()}), load {load:.1f} at the start; Python {platform.python_version()},"
        f" Django {django.get_version()}, psycopg {psycopg.__version__}, PostgreSQL {shown['server_version']}"
        f" (shared_buffers {shown['shared_buffers']}, fsync {shown['fsync']})"
    )


def _setting(bench: "psycopg.Connection[tuple[object, ...]]", name: str) -> str:
    row = bench.execute("SELECT current_setting(%s)", [name]).fetchone()
    return str(row[0]) if row else ""


def _processor() -> str:
    info = Path("/proc/cpuinfo")
    lines = info.read_text().splitlines() if info.exists() else []
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.machine()
