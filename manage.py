#!/usr/bin/env python
"""Vitrine's command line. `python manage.py help` lists the commands."""

import os
import sys


def main() -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.local")
    from apps.core.observability.context import ensure_request_id
    from config.env import ConfigurationError

    ensure_request_id()
    try:
        from django.core.management import execute_from_command_line
        from django.db import DEFAULT_DB_ALIAS, connections

        execute_from_command_line(sys.argv)
    except ConfigurationError as error:
        print(error, file=sys.stderr)
        return 2
    except Exception as error:
        from django.core.exceptions import ImproperlyConfigured

        dummy = "django.db.backends.dummy"
        if isinstance(error, ImproperlyConfigured) and connections[DEFAULT_DB_ALIAS].settings_dict["ENGINE"] == dummy:
            print("No database: start `make run` in this folder first, or set DATABASE_URL.", file=sys.stderr)
            return 2
        raise
    return 0


if __name__ == "__main__":
    sys.exit(main())
