import signal
from typing import Any

from django.core.management.base import BaseCommand

from apps.core.broker import Broker
from apps.core.events.relay import Relay, ring_undone_entries, send_new_events
from apps.core.jobs.queue import ring_queued_jobs


class Command(BaseCommand):
    help = (
        "Rings for what is to be done: puts a message on the queue for every new event and handler, for every queued "
        "job, and again for whatever nobody has done. Runs until SIGTERM or Ctrl-C. A second one may run beside it and "
        "takes over when it ends: new events are sent by one at a time, so that those of an aggregate keep their order."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        with Broker() as broker:
            relay = Relay([send_new_events, ring_undone_entries, ring_queued_jobs], broker)
            for number in (signal.SIGTERM, signal.SIGINT):
                signal.signal(number, lambda *_: relay.stop())
            relay.run()
