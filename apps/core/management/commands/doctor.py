"""`manage.py doctor`: looks whether this machine can run the shop."""

import sys
from typing import Any

from django.core.management.base import BaseCommand

from apps.core.supervisor import doctor
from apps.core.supervisor.home import Home


class Command(BaseCommand):
    help = (
        "Look at Python, disk, memory, open files, folders, the account for PostgreSQL, ports and chromium. One line "
        "each: ok, warn (it works, but) or bad (it will not start), and what to do. Exit code 1 when a line is bad."
    )
    requires_system_checks = []

    def handle(self, *args: Any, **options: Any) -> None:
        sys.exit(doctor.doctor(Home.of_this_code(), say=self.stdout.write))
