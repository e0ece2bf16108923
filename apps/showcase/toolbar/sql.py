"""The toolbar's SQL panel, which also keeps who asked."""

import sys
from typing import Any

from debug_toolbar.panels.sql import SQLPanel as ToolbarSQLPanel

from apps.core.observability.sending import sending_line
from apps.showcase.toolbar.asking import asked


class SQLPanel(ToolbarSQLPanel):  # its name is its place in the toolbar's store
    """Records with each query its cause, while the frames are still there."""

    def record(self, **query: Any) -> None:
        super().record(**query, asked=asked(sending_line(), sys._getframe(1)))
