"""`python -m benchmarks NAME` measures; `python -m benchmarks --help` says what there is."""

import argparse
import os
import signal
import sys
from importlib import import_module

BENCHMARKS = {
    "import": ("benchmarks.importing.benchmark", "a file of order lines, by the shop's import and by other ways"),
    "pages": ("benchmarks.pages.benchmark", "every list and detail of admin and API, in a small and in a big shop"),
    "toolbar": ("benchmarks.toolbar.benchmark", "what the toolbar's panel Cure costs a page and an API call"),
    "lab": ("benchmarks.lab", "every pair of the query lab at a million lines, against the ratio that it promises"),
    "permissions": ("benchmarks.permissions.benchmark", "a permission check beside Django's ModelBackend"),
    "rate-limit": ("benchmarks.limiting.benchmark", "a rate limit beside a round trip that does nothing, and peers"),
    "formats": (
        "benchmarks.formats",
        "one order as JSON, MessagePack and others: bytes, time, what comes back",
    ),
    "live-import": ("benchmarks.live_import", "reads of a living shop while a file is imported"),
}
HELP = """\
Measures the shop beside limits and peers and prints a table: medians of interleaved rounds, and ratios, which mean
more than seconds on a machine that others share.

It works in a database of its own, <shop>_bench (the lab in its own), on the server of DATABASE_URL: that of a running
`make run`, or one that is started for it and thrown away:

  make bench ARGS=import                     installs the peers first; beside a running `make run`
  .venv/bin/python -m apps.core.supervisor.ephemeral -- .venv/bin/python -m benchmarks import

What there is; each has a --help of its own:

"""


def main() -> int:
    signal.signal(signal.SIGTERM, lambda number, _: sys.exit(128 + number))  # what was started is ended, too
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.base")  # as in production: without DEBUG
    listed = "\n".join(f"  {name:<14}{says}" for name, (_, says) in BENCHMARKS.items())
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks", description=HELP + listed, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("name", choices=BENCHMARKS, metavar="NAME", help="one of those above")
    parser.add_argument("rest", nargs=argparse.REMAINDER, help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    return measure(chosen.name, chosen.rest)


def measure(name: str, arguments: list[str]) -> int:
    module_name, says = BENCHMARKS[name]
    module = import_module(module_name)
    parser = argparse.ArgumentParser(prog=f"python -m benchmarks {name}", description=says)
    parser.add_argument("--write", action="store_true", help="put the table into benchmarks/README.md and results/")
    module.add_arguments(parser)
    options = parser.parse_args(arguments)

    import django

    django.setup()
    from apps.showcase.lab.database import LabUnavailable

    try:
        report = module.run(options)
    except LabUnavailable as error:
        parser.exit(2, f"{parser.prog}: {error} `python -m benchmarks --help` says how to begin.\n")
    sys.stdout.write(report.markdown() + "\n")
    if options.write:
        report.write(name)
    return 0


if __name__ == "__main__":
    sys.exit(main())
