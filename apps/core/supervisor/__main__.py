"""`python -m apps.core.supervisor up|stop|clean-data|doctor`: the same doors as manage.py's, without Django."""

import argparse
import sys

from . import doctor, run, stop
from .errors import CannotRun
from .home import Home


def main(arguments: list[str] | None = None) -> int:
    """Run one of the commands; its exit code."""
    parser = argparse.ArgumentParser(prog="python -m apps.core.supervisor", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    up = commands.add_parser("up", help="start databases and shop, stay until Ctrl-C")
    up.add_argument("--port", type=int, help="port of the web server (default: the last one, or 8000)")
    commands.add_parser("stop", help="end the run of this clone")
    commands.add_parser("clean-data", help="remove what runs of this clone have stored")
    commands.add_parser("doctor", help="look whether this machine can run the shop")
    options = parser.parse_args(arguments)
    home = Home.of_this_code()
    try:
        if options.command == "up":
            return run.up(home, web_port=options.port)
        if options.command == "stop":
            return stop.stop(home, say=print)
        if options.command == "clean-data":
            return stop.clean_data(home, say=print)
        return doctor.doctor(home, say=print)
    except CannotRun as problem:
        print(problem, file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main())
