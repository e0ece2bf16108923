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


def bench_name() -> str:
    return f"{connection.settings_dict['NAME']}{SUFFIX}"


def ensure_bench_database() -> dict[str, str]:
    """Make the database unless it is there; the variables with which a process works in it."""
    ensure_database(bench_name())
    return environment_of(bench_name())


def bench_connection() -> "psycopg.Connection[tuple[object, ...]]":
    """A connection to the benchmarks' database, each statement for itself."""
    return psycopg.connect(url_of(bench_name()), autocommit=True)


def empty_shop() -> None:
    """No order, customer or product in the benchmarks' database, and statistics that say so."""
    with bench_connection() as bench:
        bench.execute(f"TRUNCATE {SHOP_TABLES} RESTART IDENTITY CASCADE".encode())
        bench.execute(f"ANALYZE {SHOP_TABLES}".encode())


def machine() -> str:
    """One line about where the figures come from."""
    with bench_connection() as bench:
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
