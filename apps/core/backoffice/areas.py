"""The areas of the admin, in the order in which the navigation shows them."""

from enum import StrEnum


class Area(StrEnum):
    """Where a list stands: what it is for, not which app it belongs to."""

    SALES = "Sales"
    MONEY = "Money"
    CATALOGUE = "Catalogue"
    FILES = "Files and imports"
    PEOPLE = "People"
    MESSAGES = "Messages"
    ENGINE = "Engine room"
