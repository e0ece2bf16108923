"""A walk with everything it needs, in the database that is connected."""

from collections.abc import Callable

from tests.matrix import table
from tests.matrix.callers import make_callers, tokens_without
from tests.matrix.objects import Objects
from tests.matrix.walking import Walk


def make_walk(only: Callable[[str], bool] = lambda _: True) -> Walk:
    """Makes callers and rows; they stay until the transaction ends."""
    callers = make_callers()
    people = {caller.person.pk: caller.person for caller in callers if caller.person.pk}
    owner = next(caller.person for caller in callers if caller.name == "owner")
    return Walk(table.read(), callers, tokens_without(owner), Objects([*people.values()], owner), only)
