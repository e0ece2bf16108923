from rest_framework.routers import SimpleRouter

from apps.catalog.api.v1.views import ProductViewSet

router = SimpleRouter()
router.register("products", ProductViewSet, basename="product")

urlpatterns = router.urls
