from apps.payments.models.payment import Payment
from apps.payments.models.refund import Refund

__all__ = ["Payment", "Refund"]
