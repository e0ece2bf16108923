from django.urls import path
from rest_framework.routers import SimpleRouter

from apps.orders.api.v2 import views

router = SimpleRouter()
router.register("orders", views.OrderViewSet, basename="order")
router.register("customers", views.CustomerViewSet, basename="customer")

imports = SimpleRouter(use_regex_path=False)
imports.register("imports", views.ImportViewSet, basename="import")

urlpatterns = [
    *router.urls,
    *imports.urls,
    path("imports/<uuid:id>/rejections/", views.RejectionViewSet.as_view({"get": "list"}), name="import-rejections"),
]
