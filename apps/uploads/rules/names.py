"""Names that files come with: shown to people, never used as a path."""

import unicodedata

LONGEST_NAME = 255


def shown_name(name: str) -> str:
    """The given name, fit to be shown: without folders, control and direction characters, of a bounded length."""
    name = name.replace("\\", "/").rsplit("/", 1)[-1]
    name = "".join(character for character in name if unicodedata.category(character)[0] != "C")
    name = " ".join(name.split()).strip(". ")
    if len(name) > LONGEST_NAME:
        stem, dot, ending = name.rpartition(".")
        ending = f"{dot}{ending}" if stem and len(ending) <= 10 else ""
        name = name[: LONGEST_NAME - len(ending)] + ending
    return name or "unnamed"
