"""The rules of the house that import contracts cannot say, each a function that yields the lines that break it."""

import ast
import re
import sys
from collections.abc import Callable, Iterator

from tests.house.source import ROOT, Module

Finding = tuple[int, str]
Rule = Callable[[Module], Iterator[Finding]]

INNER_ROOMS = ("enums", "events", "exceptions", "invariants", "models", "querysets", "rules", "selectors", "services")
DOORS = ("admin", "api", "handlers", "live", "management", "tasks", "templatetags", "web")
OWN_ROOMS = {"backends": "accounts"}
SHOWCASE_ROOMS = (
    "__init__",
    "apps",
    "demo",
    "lab",
    "management",
    "migrations",
    "models",
    "registry",
    "scenarios",
    "tasks",
    "templatetags",
    "toolbar",
    "web",
)
MONEY_APPS = ("catalog", "orders", "payments")
STATE_FIELDS = ("status", "mail_state", "authorised", "captured", "refunded", "on_hand", "reserved")
WRITES = ("bulk_create", "bulk_update", "create", "get_or_create", "update_or_create")
NO_AMOUNT = re.compile(r"(seconds|cutoff)$", re.IGNORECASE)
CLOCK = ("now", "today", "utcnow", "localdate", "localtime")
DOOR_PARTS_OF_DJANGO = (
    "django.contrib.admin",
    "django.contrib.messages",
    "django.contrib.sessions",
    "django.core.management",
    "django.forms",
    "django.http",
    "django.middleware",
    "django.shortcuts",
    "django.urls",
    "django.views",
)
SAY_NOTHING = ("utils", "util", "helpers", "helper", "common", "misc", "manager", "managers")
LONGEST_MODULE = 300
TESTS_OF_THE_WHOLE = ("browser", "house")


def called(call: ast.Call) -> str:
    """The last name of what is called: `delay` for `tasks.send.delay()`."""
    return call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")


def within(name: str, packages: tuple[str, ...]) -> bool:
    return any(name == package or name.startswith(f"{package}.") for package in packages)


def named_values(tree: ast.Module) -> Iterator[tuple[str, ast.expr]]:
    """Values with the names they are given: `X = value` and `call(x=value)`."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            yield node.targets[0].id, node.value
        elif isinstance(node, ast.keyword) and node.arg:
            yield node.arg, node.value


def messages_only_by_the_relay(module: Module) -> Iterator[Finding]:
    """Shop code publishes events and asks for jobs; only core puts messages on a queue."""
    if module.app and module.app != "core":
        for call in module.calls():
            if isinstance(call.func, ast.Attribute) and called(call) in ("apply_async", "delay", "send_task"):
                yield call.lineno, f"{called(call)}() outside core"


def no_signals_for_business(module: Module) -> Iterator[Finding]:
    """What must happen stands in a service. Only the roles listen to post_migrate, only the logs to their library."""
    if not module.app or module.path.match("apps/core/observability/*.py"):
        return
    for line, name in module.imports():
        allowed = name == "django.db.models.signals.post_migrate" and str(module.path) == "apps/accounts/apps.py"
        if not allowed and not name.startswith("apps.") and ("signals" in name.split(".") or "django.dispatch" in name):
            yield line, f"{name}: a signal"


def state_changes_in_services(module: Module) -> Iterator[Finding]:
    """Order, payment, stock and mail state changes in services alone; in the showcase also in rows of its own making.

    Those are the demo data and the lab's databases, where the naive ways are.
    """
    if not module.app or module.app == "core" or module.room in ("services", "demo", "migrations"):
        return
    if module.path.match("apps/showcase/lab/experiments/*.py"):
        return
    for node in ast.walk(module.tree):
        targets = node.targets if isinstance(node, ast.Assign) else [getattr(node, "target", None)]
        if isinstance(node, ast.Assign | ast.AugAssign | ast.AnnAssign):
            for target in targets:
                if isinstance(target, ast.Attribute) and target.attr in STATE_FIELDS:
                    yield node.lineno, f".{target.attr} is set outside services"
        if isinstance(node, ast.Call) and called(node) in ("update", "bulk_update"):
            for keyword in node.keywords:
                if keyword.arg in STATE_FIELDS:
                    yield node.lineno, f"update({keyword.arg}=...) outside services"


def doors_write_through_services(module: Module) -> Iterator[Finding]:
    """A door makes one domain call; it creates no rows by itself."""
    if module.app in ("", "core", "showcase") or module.room not in DOORS:
        return
    for call in module.calls():
        function = call.func
        if (
            isinstance(function, ast.Attribute)
            and function.attr in WRITES
            and getattr(function.value, "attr", "") in ("objects", "all_objects")
        ):
            yield call.lineno, f"objects.{function.attr}() in a door"


def locks_in_querysets(module: Module) -> Iterator[Finding]:
    """Rows are locked by `querysets.locked()`, in one order, so that two lockers cannot wait for each other."""
    if module.app and module.app not in ("core", "showcase") and module.room != "querysets":
        for call in module.calls():
            if called(call) == "select_for_update":
                yield call.lineno, "select_for_update() outside querysets"


def services_by_keyword(module: Module) -> Iterator[Finding]:
    """A public function of a service takes keyword arguments only: a call reads as a sentence.

    A use case that has outgrown its file is a folder; what its files ask each other is their own affair.
    """
    if not module.app or module.room != "services" or len(module.path.parts) > 4:
        return
    for node in module.tree.body:
        if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) or node.name.startswith("_"):
            continue
        if node.args.posonlyargs or node.args.args or node.args.vararg:
            yield node.lineno, f"{node.name}() takes positional arguments"


def rules_without_clock(module: Module) -> Iterator[Finding]:
    """A rule is told the time; asking for it makes the answer depend on when it is asked."""
    if module.app and module.room == "rules":
        for call in module.calls():
            if isinstance(call.func, ast.Attribute) and called(call) in CLOCK:
                yield call.lineno, f"{called(call)}() in a rule"


def no_float_money(module: Module) -> Iterator[Finding]:
    """Money is Decimal: no float literal, no float(), no FloatField where amounts are kept, computed or decided.

    A number whose name says that it is no amount (`POLL_SECONDS`, `cutoff=`) may be a float.
    """
    money = module.app in MONEY_APPS and module.room in INNER_ROOMS
    if not money and not module.path.match("apps/core/money.py") and not module.path.match("apps/core/money/*.py"):
        return
    harmless = {id(value) for name, value in named_values(module.tree) if NO_AMOUNT.search(name)}
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, float) and id(node) not in harmless:
            yield node.lineno, f"float literal {node.value}"
        if isinstance(node, ast.Call) and called(node) in ("float", "FloatField"):
            yield node.lineno, f"{called(node)}()"


def doors_of_django_at_the_doors(module: Module) -> Iterator[Finding]:
    """Inner rooms know the ORM, not requests, forms, pages or commands."""
    if module.app not in ("", "core", "showcase") and module.room in INNER_ROOMS:
        for line, name in module.imports():
            if within(name, DOOR_PARTS_OF_DJANGO):
                yield line, f"{name} in {module.room}"


def supervisor_is_plain_python(module: Module) -> Iterator[Finding]:
    """The supervisor runs before anything is there: the standard library and itself."""
    if module.path.is_relative_to("apps/core/supervisor"):
        for line, name in module.imports():
            if name.split(".")[0] not in sys.stdlib_module_names and not within(name, ("apps.core.supervisor",)):
                yield line, f"{name} in the supervisor"


def names_that_say_something(module: Module) -> Iterator[Finding]:
    """No drawer for everything: a module is called after what it holds."""
    for part in module.path.parts:
        if part.removesuffix(".py") in SAY_NOTHING:
            yield 1, f"{part} says nothing"


def own_rooms_stay_at_home(module: Module) -> Iterator[Finding]:
    """A room that one app has for a reason does not spread."""
    home = OWN_ROOMS.get(module.room)
    if home and module.app not in (home, "core", "showcase"):
        yield 1, f"{module.room} belongs to {home}"


def showcase_keeps_its_rooms(module: Module) -> Iterator[Finding]:
    """The rooms of the showcase are a closed list, too."""
    if module.app == "showcase" and module.room not in SHOWCASE_ROOMS:
        yield 1, f"{module.room} is no room of the showcase"


def modules_fit_the_eye(module: Module) -> Iterator[Finding]:
    """A module over 300 lines holds a use case that wants its own file."""
    lines = module.text.count("\n")
    if lines > LONGEST_MODULE:
        yield 1, f"{lines} lines"


def tests_stand_where_the_code_stands(module: Module) -> Iterator[Finding]:
    """The folder of a test is the folder of what it tests: tests/orders/rules/ for apps/orders/rules/."""
    top, *folders = module.path.parts[:-1] or [""]
    if top != "tests" or not module.path.name.startswith("test_") or not folders or folders[0] in TESTS_OF_THE_WHOLE:
        return
    beside = folders[0] in ("config", "benchmarks", "proofs", "sandbox")
    tested = ROOT.joinpath(*folders) if beside else ROOT.joinpath("apps", *folders)
    if not tested.is_dir() and not tested.with_suffix(".py").is_file():
        yield 1, f"there is no {tested.relative_to(ROOT)}"


def ignores_name_their_error(module: Module) -> Iterator[Finding]:
    """`type: ignore` and `noqa` say what they silence."""
    for number, line in enumerate(module.text.splitlines(), 1):
        if re.search(r"#\s*(type:\s*ignore(?!\[)|noqa(?!:\s*[A-Z]))", line):
            yield number, "silences everything"


RULES: tuple[Rule, ...] = (
    messages_only_by_the_relay,
    no_signals_for_business,
    state_changes_in_services,
    doors_write_through_services,
    locks_in_querysets,
    services_by_keyword,
    rules_without_clock,
    no_float_money,
    doors_of_django_at_the_doors,
    supervisor_is_plain_python,
    names_that_say_something,
    own_rooms_stay_at_home,
    showcase_keeps_its_rooms,
    modules_fit_the_eye,
    tests_stand_where_the_code_stands,
    ignores_name_their_error,
)
