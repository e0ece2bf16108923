from django.db import models


class UploadKind(models.TextChoices):
    ORDER_IMPORT = "order_import", "Order import"
    DOCUMENT = "document", "Document"
