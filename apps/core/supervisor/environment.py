"""The variables of a child process."""

from collections.abc import Mapping


def overlaid(environment: Mapping[str, str], variables: Mapping[str, str]) -> dict[str, str]:
    """The environment with these variables. A file that gave one of them (`NAME_FILE`) no longer counts."""
    return {**environment, **{f"{name}_FILE": "" for name in variables if f"{name}_FILE" in environment}, **variables}
