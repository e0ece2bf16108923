from django.db import models


class ProductKind(models.TextChoices):
    GOODS = "goods", "Goods"
    SERVICE = "service", "Service or fee"
