"""Names that files come with: shown to people, never used as a path."""

import unicodedata

from apps.core.observability.secrets import masked

LONGEST_NAME = 255


def shown_name(name: str) -> str:
    """The given name, fit to be shown: without folders, control and direction characters and secrets, not too long."""
    name = name.replace("\\", "/").rsplit("/", 1)[-1]
    name = "".join(character for character in name if unicodedata.category(character)[0] != "C")
    name = str(masked(" ".join(name.split()).strip(". ")))
    if len(name) > LONGEST_NAME:
        stem, dot, ending = name.rpartition(".")
        ending = f"{dot}{ending}" if stem and len(ending) <= 10 else ""
        name = name[: LONGEST_NAME - len(ending)] + ending
    return name or "unnamed"
