"""Which templates a kind of message is written with."""


def template_names(kind: str) -> tuple[str, str]:
    """Templates of the subject and of the text."""
    return f"notifications/{kind}.subject.txt", f"notifications/{kind}.txt"
