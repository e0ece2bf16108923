"""Nothing of the lab is done in the shop's own database."""

import re

from django.db import connection

from apps.showcase.lab.database import SUFFIX
from apps.showcase.lab.sizes import BY_SLUG


class NotTheLab(Exception):
    """This process is connected to another database than the lab's; nothing was done."""


def refuse_outside_the_lab() -> None:
    """Raise NotTheLab unless this process's database is a lab's: the first line of everything that writes there."""
    name = connection.settings_dict["NAME"]
    if not re.search(rf"{SUFFIX}(_({'|'.join(BY_SLUG)}))?$", name):
        raise NotTheLab(f"{name} is not a lab's database.")
