"""`manage.py` with the guard of a proof taken away, from outside: the shop's code carries no switch for it.

python -m proofs.unguarded proofs.login runserver ...
"""

import os
import sys
from importlib import import_module

import django
from django.core.management import execute_from_command_line

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.base")
    django.setup()
    import_module(sys.argv[1]).take_guard_away()
    execute_from_command_line(["manage.py", *sys.argv[2:]])
