"""The production command line inside a measured child process."""

import io
import runpy
import sys
from contextlib import redirect_stderr, redirect_stdout
from typing import Any

from apps.showcase.lab.processes import Progress


def run_manage(progress: Progress, *, arguments: list[str]) -> dict[str, Any]:
    """What `manage.py ARGUMENTS` printed, and its exit code."""
    sys.argv = ["manage.py", *arguments]
    out, err = io.StringIO(), io.StringIO()
    code: object = 0
    with redirect_stdout(out), redirect_stderr(err):
        try:
            runpy.run_path("manage.py", run_name="__main__")
        except SystemExit as end:
            code = end.code
    return {"exit": code if isinstance(code, int) else 0, "out": out.getvalue(), "err": err.getvalue()}
