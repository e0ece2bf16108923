"""Events: a service publishes what happened in its transaction; handlers of other apps hear it later, exactly once.

`publish` writes the event's row, the relay (`relay.py`) puts one message per event and handler on the queue, and
`delivery.deliver` calls the handler and marks the pair done in one transaction. docs/adr/0007 says why.
"""

from apps.core.events.publishing import PublishedOutsideTransaction, publish
from apps.core.events.registry import handles

__all__ = ["PublishedOutsideTransaction", "handles", "publish"]
