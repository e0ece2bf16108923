"""`manage.py`, changed from outside: a guard taken away, a view planted. The shop's code carries no switch for it.

python -m proofs.patched proofs.login:take_guard_away -- runserver ...
"""

import os
import sys
from importlib import import_module

import django
from django.core.management import execute_from_command_line

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.base")
    django.setup()
    end = sys.argv.index("--")
    for patch in sys.argv[1:end]:
        module, _, function = patch.partition(":")
        getattr(import_module(module), function)()
    execute_from_command_line(["manage.py", *sys.argv[end + 1 :]])
