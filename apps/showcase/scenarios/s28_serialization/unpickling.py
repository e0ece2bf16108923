"""The twin: who reads a pickle does what it says. It runs in a bounded process that knows nothing of the shop."""

import base64
import os
import pickle
from typing import Any

from apps.showcase.lab.processes import Progress

GIFT = "gift.txt"
EFFECTS = {
    "file": f"open({GIFT!r}, 'w').write('I was here.')",
    "environment": f"import os; open({GIFT!r}, 'w').write(chr(10).join(sorted(os.environ)))",
    "end": "import os; os._exit(13)",
}


class Gift:
    """What it is made of does not matter: its pickle is a call, made by whoever reads it."""

    def __init__(self, says: str) -> None:
        self.says = says

    def __reduce__(self) -> tuple[Any, tuple[str]]:
        return exec, (self.says,)


def unpickle(progress: Progress, *, sent: str, folder: str) -> bool:
    """Read what came. The folder is where it may leave what it likes."""
    os.chdir(folder)
    pickle.loads(base64.b64decode(sent))  # noqa: S301 # this is what is shown
    return True
