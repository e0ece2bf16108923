"""The toolbar's SQL panel, which also keeps who asked."""

import sys
from typing import Any

from debug_toolbar.panels.sql import SQLPanel as ToolbarSQLPanel
from django.db import connections

from apps.core.observability.sending import sending_line
from apps.showcase.toolbar.asking import asked


class SQLPanel(ToolbarSQLPanel):  # its name is its place in the toolbar's store
    """Records with each query its cause, while the frames are still there, and the database that was asked.

    Its alias does not tell: where an experiment runs, "default" is the lab's database.
    """

    def record(self, **query: Any) -> None:
        database = connections[query["alias"]].settings_dict["NAME"]
        super().record(**query, database=database, asked=asked(sending_line(), sys._getframe(1)))
