"""`manage.py stop`: ends the run of this clone from another terminal."""

import sys
from typing import Any

from django.core.management.base import BaseCommand

from apps.core.supervisor import stop
from apps.core.supervisor.home import Home


class Command(BaseCommand):
    help = (
        "End the run of this clone (`make run`) and wait until it has stopped; also end what a killed run has left "
        "behind. Processes are recognised by pid and start time, so nothing else is ever touched. Exit code 0 when "
        "nothing of it runs any more, also when nothing was running."
    )
    requires_system_checks = []

    def handle(self, *args: Any, **options: Any) -> None:
        sys.exit(stop.stop(Home.of_this_code(), say=self.stdout.write))
