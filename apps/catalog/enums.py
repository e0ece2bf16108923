from django.db import models


class ProductKind(models.TextChoices):
    GOODS = "goods", "Goods"
    SERVICE = "service", "Service or fee"


class MovementKind(models.TextChoices):
    """Why stock moved. What each kind may change is a constraint of the table."""

    RECEIVE = "receive", "Received"
    RESERVE = "reserve", "Reserved"
    RELEASE = "release", "Released"
    SELL = "sell", "Sold"
    RETURN = "return", "Returned"
    ADJUST = "adjust", "Adjusted"
    STOCKTAKE = "stocktake", "Counted"
