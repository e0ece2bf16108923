from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from apps.core.rest import documents
from apps.core.rest.breaking import breaking_changes
from apps.core.rest.versions import versions


class Command(BaseCommand):
    help = (
        "Write docs/openapi/v1.yaml, v2.yaml and docs/versions.md anew. What would break clients of a version is named"
        " and not written, unless you say that this version may break."
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--check", action="store_true", help="write nothing; fail when something is to be written")
        parser.add_argument("--break", action="append", choices=[*versions()], default=[], help="a version that may")

    def handle(self, *args: Any, **options: Any) -> None:
        texts = {documents.path_of(version): documents.current(version) for version in versions()}
        broken = [
            str(one)
            for version in versions()
            if version not in options["break"]
            for one in breaking_changes(documents.committed(version), documents.read(documents.current(version)))
        ]
        if broken:
            raise CommandError("\n".join(["This breaks clients:", *broken]))
        texts[documents.PAGE] = documents.page()
        for path, text in texts.items():
            if path.is_file() and path.read_text() == text:
                continue
            if options["check"]:
                raise CommandError(f"{path.name} is not up to date; run `make openapi`.")
            path.write_text(text)
            self.stdout.write(f"{path} written.")
