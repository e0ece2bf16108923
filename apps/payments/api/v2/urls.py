from rest_framework.routers import SimpleRouter

from apps.payments.api.v2.views import PaymentViewSet

router = SimpleRouter()
router.register("payments", PaymentViewSet, basename="payment")

urlpatterns = router.urls
