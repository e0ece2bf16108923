"""The documents about the versions that lie in the repository: OpenAPI, and what differs between one and the next."""

from pathlib import Path
from typing import Any

import yaml
from django.conf import settings
from django.urls import resolve, reverse
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.renderers import OpenApiYamlRenderer

from apps.core.rest.versions import Difference, versions

FOLDER = settings.BASE_DIR / "docs" / "openapi"
PAGE: Path = settings.BASE_DIR / "docs" / "versions.md"
MARK = "<!-- made by `make openapi` from here on -->\n"


def path_of(version: str) -> Path:
    return Path(FOLDER / f"{version}.yaml")


def committed(version: str) -> Any:
    """The document as it lies in the repository; without operations where there is none yet."""
    path = path_of(version)
    return read(path.read_text()) if path.is_file() else {"paths": {}}


def current(version: str) -> str:
    """The document that the code makes."""
    generator: Any = SchemaGenerator
    renderer: Any = OpenApiYamlRenderer
    schema = generator(api_version=version).get_schema(request=None, public=True)
    return bytes(renderer().render(schema, renderer_context={})).decode()


def read(text: str) -> Any:
    return yaml.load(text, Loader=yaml.CSafeLoader)


def differences() -> dict[str, list[Difference]]:
    """What differs in each old version, as the page about versions tells it."""
    view: Any = resolve(reverse("api-versions")).func
    return {version: [*found] for version, found in view.view_initkwargs["differences"].items()}


def page() -> str:
    """docs/versions.md: what people wrote, and below it the tables."""
    written = PAGE.read_text().partition(MARK)[0]
    parts = [table(version, found) for version, found in differences().items()]
    return "\n".join([written + MARK, *parts])


def table(version: str, found: list[Difference]) -> str:
    number, after = versions()[version].number, int(versions()[version].number) + 1
    rows = [(one.where, one.before, one.after, one.move) for one in found]
    cells = [("about", f"version {number}", f"version {after}", "how to move"), ("---",) * 4, *rows]
    lines = "".join(f"| {' | '.join(row)} |\n" for row in cells)
    return f"## From version {number} to version {after}\n\n{lines}"
