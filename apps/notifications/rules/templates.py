"""Which templates a kind of message is written with."""


def template_names(kind: str) -> tuple[str, str, str]:
    """Templates of the subject, of the text and of its HTML part."""
    return f"notifications/{kind}.subject.txt", f"notifications/{kind}.txt", f"notifications/{kind}.html"
