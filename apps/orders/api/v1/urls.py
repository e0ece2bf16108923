from rest_framework.routers import SimpleRouter

from apps.orders.api.v1.views import CustomerViewSet, OrderViewSet

router = SimpleRouter()
router.register("orders", OrderViewSet, basename="order")
router.register("customers", CustomerViewSet, basename="customer")

urlpatterns = router.urls
