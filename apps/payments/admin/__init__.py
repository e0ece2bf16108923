from apps.payments.admin.payments import PaymentAdmin
from apps.payments.admin.refunds import RefundAdmin

__all__ = ["PaymentAdmin", "RefundAdmin"]
