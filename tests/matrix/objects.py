"""For each route with an argument: how to name a row of one's own, somebody else's, and none that there is.

A route without a line here fails. Rows that belong to nobody have no `own`.
"""

from typing import Any

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.apps import apps
from django.contrib import admin
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.models import Model, UUIDField
from django.urls import reverse

from apps.accounts.models import User
from apps.accounts.rules.scopes import SCOPES
from apps.accounts.services.encryption import encrypt
from apps.accounts.services.tokens import issue_token
from apps.core.doors import Route
from apps.core.models import Job, ListColumns, SavedFilter
from apps.orders.models import ImportJob
from apps.uploads.enums import UploadKind
from apps.uploads.models import Upload
from apps.uploads.services.storing import store_upload
from tests import shop
from tests.core.backoffice.rows import ROWS
from tests.matrix.belongings import NO_ROW, NOBODYS, NOTHING, NOWHERE, Belongings, Factory, nobodys, thing
from tests.matrix.passkeys import passkey

if apps.is_installed("apps.showcase"):
    from tests.showcase.belongings import FACTORIES as OF_THE_SHOWCASE
    from tests.showcase.belongings import runs_of
else:
    OF_THE_SHOWCASE, runs_of = {}, lambda person: {}

REQUEST = "4f1c2a7e-0000-4000-8000-000000000001"
UNNAMED = {"/": "/", "/favicon.ico": "/favicon.ico", "/api/": "/api/v2/nothing/", "admin:": "/admin/nothing/"}
OWN, OTHER, NONE, ANY = "own", "other", "none", "any"

Arguments = dict[str, list[Any]]


class Objects:
    """The rows of a small shop, and what belongs to each of the people."""

    def __init__(self, people: list[User], sender: User) -> None:
        """`sender` may send files, which then change hands."""
        self.sender = sender
        models = sorted(admin.site._registry, key=lambda model: model._meta.label)
        self.rows = {model: ROWS[model](1)[0].pk for model in models}
        self.labels = [model._meta.label_lower for model in models]
        shop.category("lights", shop.product("85048"))
        done = shop.import_job(sender, rejections=1)
        self.job_id = str(done.job_id)
        sent = self.file(sender)
        self.order_file = str(sent.pk)
        Job.objects.filter(pk=self.rows[Job]).update(request_id=REQUEST)
        ImportJob.objects.filter(pk=self.rows[ImportJob]).update(upload=sent)
        self.other = self.belongings(User.objects.create_user("other@matrix.example"))
        self.own = {person.pk: self.belongings(person) for person in people}

    def file(self, owner: User) -> Upload:
        sent = SimpleUploadedFile("orders.csv", b"Invoice,StockCode\n1,85048\n")
        upload = store_upload(file=sent, kind=UploadKind.ORDER_IMPORT, by=self.sender)
        Upload.objects.filter(pk=upload.pk).update(owner=owner)
        return upload

    def belongings(self, person: User) -> Belongings:
        key = str(person.pk)
        customer = shop.customer(f"C{key}", user=person)
        order = shop.order(f"R{key}", ("85048", 1, "5.000"), customer=customer)
        shop.payment(order, f"pay-{key}")
        passkeys = Authenticator.objects.bulk_create(
            Authenticator(user=person, type=kind, data=data)
            for kind, data in (("webauthn", passkey(key)), ("totp", {"secret": encrypt(text="secret")}))
        )
        filters = SavedFilter.objects.bulk_create(
            SavedFilter(owner=person, list_of=label, name="mine", query="") for label in self.labels
        )
        columns = ListColumns.objects.create(owner=person, list_of="orders.order", columns=["number"])
        return Belongings(
            order.number,
            customer.number,
            f"pay-{key}",
            str(self.file(person).pk),
            issue_token(user=person, name="own", scopes=SCOPES, by=None)[0].prefix,
            UserSession.objects.create(user=person, ip="127.0.0.1", session_key=f"session-{key}").pk,
            passkeys[0].pk,
            {one.list_of: one.pk for one in filters},
            columns.pk,
            runs_of(person),
        )

    def arguments(self, route: Route, person: User) -> Arguments:
        """What the route can be asked for, by whose it is. Raises KeyError for a route that nobody has thought of."""
        if "<" not in route.address:
            return {ANY: []}
        if route.name.startswith("admin:"):
            return self._of_admin(route, person)
        if made := FACTORIES.get(route.name.removeprefix("v1:").removeprefix("v2:")):
            mine = self.own.get(person.pk)
            found = {OTHER: made(self.other, self), NONE: made(NOTHING, self)}
            return {OWN: made(mine, self), **found} if mine and made not in NOBODYS else found
        raise KeyError(f"{route.name} has no factory in tests/matrix/objects.py")

    def _of_admin(self, route: Route, person: User) -> Arguments:
        name = route.name.removeprefix("admin:")
        if name in ("", "app_list"):
            return {ANY: ["orders"] if name else []}
        if name == "orders_importjob_preview":
            return {OTHER: [self.order_file], NONE: [NOWHERE]}
        model = self.model_of(name)
        kind = name.removeprefix(f"{model._meta.app_label}_{model._meta.model_name}_")
        mine = self.own.get(person.pk)
        if kind in ("saved_filter", "delete_filter"):
            label = model._meta.label_lower
            return owned(mine and mine.filters[label], self.other.filters[label])
        if model is SavedFilter:
            label = "orders.order"
            return owned(mine and mine.filters[label], self.other.filters[label])
        if model is ListColumns:
            return owned(mine and mine.columns, self.other.columns)
        return {OTHER: [self.rows[model]], NONE: [NOWHERE if isinstance(model._meta.pk, UUIDField) else NO_ROW]}

    def model_of(self, name: str) -> type[Model]:
        """The model whose page this is; KeyError for a page of none."""
        found = [one for one in self.rows if name.startswith(f"{one._meta.app_label}_{one._meta.model_name}_")]
        if not found:
            raise KeyError(f"admin:{name} has no factory in tests/matrix/objects.py")
        return max(found, key=lambda one: len(one._meta.model_name or ""))


def owned(mine: int | None, others: int) -> Arguments:
    found = {OTHER: [others], NONE: [NO_ROW]}
    return {OWN: [mine], **found} if mine else found


def address(route: Route, arguments: list[Any]) -> str:
    """Where the route is called with these arguments."""
    return UNNAMED.get(route.name) or reverse(route.name, args=arguments)


IMPORT = nobodys(lambda has, objects: [NOWHERE if has is NOTHING else objects.job_id])
FACTORIES: dict[str, Factory] = {
    "order-detail": lambda has, _: [has.order],
    "customer-detail": lambda has, _: [has.customer],
    "payment-detail": lambda has, _: [has.payment],
    "upload-detail": lambda has, _: [has.upload],
    "token-detail": lambda has, _: [has.token],
    "token-rotate": lambda has, _: [has.token],
    "product-detail": thing("85048", "NOTHING"),
    "category-detail": thing("lights", "nothing"),
    "import-detail": IMPORT,
    "import-rejections": IMPORT,
    "problem": thing("not_found", "nothing"),
    "sign-in-as": thing("owner", "nobody"),
    "uploads:download": lambda has, _: [has.upload],
    "ops:request": thing(REQUEST, NOWHERE),
    "end-session": lambda has, _: [has.session],
    "mfa_edit_webauthn": lambda has, _: [has.passkey],
    "mfa_remove_webauthn": lambda has, _: [has.passkey],
    **OF_THE_SHOWCASE,
}
