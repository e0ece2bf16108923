from rest_framework.routers import SimpleRouter

from apps.orders.api.v1.views import OrderViewSet

router = SimpleRouter()
router.register("orders", OrderViewSet, basename="order")

urlpatterns = router.urls
