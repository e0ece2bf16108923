import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from apps.core.observability.log_files import REQUEST_ID
from apps.core.observability.trail import follow


class Command(BaseCommand):
    help = (
        "Everything that one request caused, in order of time: log lines of all processes that write to LOG_DIR, "
        "events, handlers, jobs, audit entries and messages. Answers, error pages and the admin show the id. "
        "Exit code 1 when nothing is known of it."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("request_id", help="the whole id, as X-Request-ID says it")
        parser.add_argument("--json", action="store_true", help="one JSON object for programs")

    def handle(self, *args: Any, **options: Any) -> None:
        request_id = options["request_id"]
        if not REQUEST_ID.fullmatch(request_id):
            raise CommandError(f"{request_id!r} is no request id: letters, digits and hyphens.")
        trail = follow(request_id)
        if options["json"]:
            moments = [moment.as_json() for moment in trail.moments]
            self.stdout.write(
                json.dumps({"request_id": request_id, "moments": moments, "notes": trail.notes}, indent=1, default=str)
            )
        else:
            for moment in trail.moments:
                details = " ".join(f"{name}={value}" for name, value in moment.told)
                after = f"{trail.after(moment.at):9.3f} s"
                self.stdout.write(f"{after}  {moment.lane:<16} {moment.what} ({moment.kind})  {details}".rstrip())
            for note in trail.notes:
                self.stderr.write(note)
        if not trail.moments:
            raise CommandError(f"Nothing is known of request {request_id}.")
