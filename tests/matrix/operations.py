"""Every write of the API, the admin and the pages about oneself with a body that is taken."""

from collections.abc import Callable
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from apps.accounts.models import ApiToken, Role, RoleAssignment, User
from apps.accounts.services.tokens import issue_token
from apps.catalog.models import Category
from apps.core.models import Job, SavedFilter
from apps.orders.models import ImportJob, Order
from apps.uploads.enums import UploadKind
from apps.uploads.models import Upload
from apps.uploads.services.storing import store_upload
from tests import shop
from tests.matrix.operation import Operation
from tests.matrix.people_operations import OF_PEOPLE


def product(tries: Any) -> list[Any]:
    return [tries.product.pk]


def customer(tries: Any) -> list[Any]:
    return [tries.customer.pk]


def newest(model: Any, **where: Any) -> Callable[[Any], list[Any]]:
    return lambda _: [model.objects.filter(**where).order_by("pk").last().pk]


WHY = {"reason": "because"}
DIALOG = "admin:catalog_product_"
OPERATIONS = (
    Operation("v1:customer-list", "orders.customer", body={"customer_name": "Ada", "country": "GB"},
              optional=("email",), json=True),
    Operation("v1:customer-detail", "orders.customer", lambda tries: [tries.customer.number],
              {"email": "ada@old.example"}, ("customer_name", "country"), "PATCH", json=True),
    Operation("v1:product-list", "catalog.product", body={"product_code": "GLOBE-0", "description": "Globe"},
              optional=("product_type", "active", "categories"), json=True),
    Operation("v1:product-detail", "catalog.product", lambda tries: [tries.product.sku], {"description": "Old globe"},
              ("active", "categories"), "PATCH", json=True),
    Operation("v2:customer-list", "orders.customer", body={"name": "Ada", "country": "GB"}, optional=("email", "phone"),
              json=True),
    Operation("v2:customer-detail", "orders.customer", lambda tries: [tries.customer.number],
              {"email": "ada@shop.example"}, ("phone", "name", "country"), "PATCH", json=True),
    Operation("v2:product-list", "catalog.product", body={"sku": "GLOBE-1", "name": "Globe"},
              optional=("kind", "is_active", "categories"), json=True),
    Operation("v2:product-detail", "catalog.product", lambda tries: [tries.product.sku], {"name": "Globe"},
              ("is_active", "categories"), "PATCH", json=True),
    Operation("v2:upload-list", "uploads.upload", body={"kind": "document"}, file=True),
    Operation("v2:token-list", "accounts.apitoken", body={"name": "reports", "scopes": ["orders:read"]},
              optional=("expires_at",), json=True),
    Operation("v2:token-rotate", "accounts.apitoken", lambda tries: [own_token(tries)], {"overlap_seconds": 0},
              ("expires_at", "reason"), json=True),
    Operation("admin:catalog_category_add", "catalog.category", body={"name": "Lights", "slug": "lights"}),
    Operation("admin:catalog_category_change", "catalog.category", newest(Category),
              {"name": "Lights", "slug": "lights"}),
    Operation("admin:catalog_category_delete", "catalog.category", newest(Category), {"post": "yes"}),
    Operation("admin:catalog_product_change", "catalog.product", product, {"name": "Globe", "is_active": "on"},
              ("categories",)),
    Operation(f"{DIALOG}price", "catalog.price", product, {"amount": "2.50", **WHY}, ("valid_from",)),
    *(Operation(f"{DIALOG}{act}", "catalog.stockmovement", product, {"quantity": "2", **WHY})
      for act in ("receive", "reserve", "release", "adjust")),
    Operation(f"{DIALOG}count", "catalog.stockmovement", product, {"counted": "7", **WHY}),
    Operation("admin:orders_customer_change", "orders.customer", customer,
              {"name": "Ada", "email": "ada@shop.example"}, ("phone",)),
    Operation("admin:orders_customer_note", "core.note", customer, {"text": "Ring twice."}),
    Operation("admin:catalog_product_note", "core.note", product, {"text": "Ring twice."}),
    Operation("admin:orders_order_note", "core.note", newest(Order), {"text": "Ring twice."}),
    Operation("admin:orders_importjob_note", "core.note", newest(ImportJob), {"text": "Ring twice."}),
    Operation("admin:orders_importjob_add", "uploads.upload", file=True),
    Operation("admin:orders_importjob_preview", "orders.importjob", lambda tries: [order_file(tries).pk],
              {"mode": "skip-bad", "timezone": "UTC"}, ("dry_run",)),
    Operation("admin:orders_importjob_again", "orders.importjob", lambda tries: [done_import(tries)],
              {"mode": "skip-bad", "timezone": "UTC"}, ("dry_run",)),
    Operation("admin:orders_importjob_mend", "core.job", lambda tries: [done_import(tries)]),
    Operation("admin:orders_importjob_cancel", "core.job", lambda tries: [going_import(tries)]),
    Operation("admin:uploads_upload_add", "uploads.upload", body={"kind": "document"}, file=True),
    Operation("admin:accounts_user_add", "accounts.user",
              body={"email": "new@shop.example", "name": "New", "role": "support", **WHY}),
    Operation("admin:accounts_user_close", "accounts.user", newest(User, is_active=True), WHY),
    Operation("admin:accounts_roleassignment_add", "accounts.roleassignment",
              body={"user": "extra@matrix.example", "role": "support", **WHY}, optional=("starts_at", "expires_at")),
    Operation("admin:accounts_roleassignment_take", "accounts.roleassignment", newest(RoleAssignment), WHY),
    Operation("admin:accounts_role_require", "accounts.role", newest(Role, slug="support"),
              {"required": "yes", **WHY}),
    Operation("admin:accounts_apitoken_add", "accounts.apitoken",
              body={"user": "extra@matrix.example", "name": "reports", "scopes": ["orders:read"]},
              optional=("expires_at",)),
    Operation("admin:accounts_apitoken_revoke", "accounts.apitoken", newest(ApiToken), WHY),
    *OF_PEOPLE,
    Operation("admin:orders_order_columns", "core.listcolumns", body={"column": ["number", "total_money"]}),
    Operation("admin:orders_order_save_filter", "core.savedfilter", body={"name": "French", "query": "status=paid"}),
    Operation("admin:orders_order_delete_filter", "core.savedfilter", lambda tries: [own_filter(tries)], {"query": ""}),
)  # fmt: skip


def own_token(tries: Any) -> str:
    return issue_token(user=tries.owner, name="mine", scopes=["orders:read"], by=None)[0].prefix


def own_filter(tries: Any) -> int:
    return SavedFilter.objects.create(owner=tries.owner, list_of="orders.order", name="mine", query="").pk


def order_file(tries: Any) -> Upload:
    file = SimpleUploadedFile("orders.csv", b"Invoice,StockCode\n1,85048\n")
    return store_upload(file=file, kind=UploadKind.ORDER_IMPORT, by=tries.owner)


def done_import(tries: Any) -> int:
    return shop.import_job(tries.owner, rejections=1, rows_rejected=1, rows_read=1, upload=order_file(tries)).pk


def going_import(tries: Any) -> int:
    going = shop.import_job(tries.owner)
    Job.objects.filter(pk=going.job_id).update(state="queued")
    return going.pk
