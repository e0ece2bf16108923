"""Rules that no import contract can say: the shop keeps them, and each checker finds a planted break."""

import pytest

from tests.house import rules
from tests.house.rules import RULES, Rule
from tests.house.source import ROOT, modules, parse

# (rule, file, text that breaks it, what is found)
BREAKS = (
    (rules.messages_only_by_the_relay, "apps/orders/services/sending.py", "send.delay(1)\n", "delay() outside core"),
    (
        rules.messages_only_by_the_relay,
        "apps/orders/tasks.py",
        "send.apply_async(args=[1])\n",
        "apply_async() outside core",
    ),
    (
        rules.no_signals_for_business,
        "apps/orders/apps.py",
        "from django.db.models.signals import post_save\n",
        "django.db.models.signals.post_save: a signal",
    ),
    (
        rules.no_signals_for_business,
        "apps/orders/handlers.py",
        "from django.dispatch import receiver\n",
        "django.dispatch.receiver: a signal",
    ),
    (
        rules.state_changes_in_services,
        "apps/orders/admin/order.py",
        "order.status = 'paid'\n",
        ".status is set outside services",
    ),
    (
        rules.state_changes_in_services,
        "apps/payments/querysets.py",
        "self.update(captured=0)\n",
        "update(captured=...) outside services",
    ),
    (
        rules.state_changes_in_services,
        "apps/catalog/tasks.py",
        "item.on_hand -= 1\n",
        ".on_hand is set outside services",
    ),
    (
        rules.state_changes_in_services,
        "apps/showcase/lab/sessions.py",
        "item.on_hand -= 1\n",
        ".on_hand is set outside services",
    ),
    (
        rules.doors_write_through_services,
        "apps/orders/api/v2/views.py",
        "Order.objects.create(number='1')\n",
        "objects.create() in a door",
    ),
    (
        rules.locks_in_querysets,
        "apps/orders/services/cancellation.py",
        "Order.objects.select_for_update()\n",
        "select_for_update() outside querysets",
    ),
    (
        rules.services_by_keyword,
        "apps/orders/services/cancellation.py",
        "def cancel_order(order, *, by): ...\n",
        "cancel_order() takes positional arguments",
    ),
    (rules.rules_without_clock, "apps/orders/rules/windows.py", "datetime.now(UTC)\n", "now() in a rule"),
    (rules.no_float_money, "apps/orders/rules/pricing.py", "tax = 0.2\n", "float literal 0.2"),
    (rules.no_float_money, "apps/core/money.py", "float(amount)\n", "float()"),
    (rules.no_float_money, "apps/payments/models/payment.py", "x = models.FloatField()\n", "FloatField()"),
    (
        rules.doors_of_django_at_the_doors,
        "apps/orders/services/placement.py",
        "from django.http import HttpRequest\n",
        "django.http.HttpRequest in services",
    ),
    (
        rules.doors_of_django_at_the_doors,
        "apps/orders/selectors.py",
        "import django.contrib.admin\n",
        "django.contrib.admin in selectors",
    ),
    (
        rules.supervisor_is_plain_python,
        "apps/core/supervisor/ports.py",
        "import psutil\n",
        "psutil in the supervisor",
    ),
    (
        rules.supervisor_is_plain_python,
        "apps/core/supervisor/ports.py",
        "from ..models import Job\n",
        "apps.core.models.Job in the supervisor",
    ),
    (rules.names_that_say_something, "apps/orders/services/utils.py", "", "utils.py says nothing"),
    (rules.names_that_say_something, "apps/orders/helpers/money.py", "", "helpers says nothing"),
    (rules.own_rooms_stay_at_home, "apps/orders/backends.py", "", "backends belongs to accounts"),
    (rules.showcase_keeps_its_rooms, "apps/showcase/extras.py", "", "extras is no room of the showcase"),
    (
        rules.tests_stand_where_the_code_stands,
        "tests/orders/pricing/test_discount.py",
        "",
        "there is no apps/orders/pricing",
    ),
    (rules.modules_fit_the_eye, "apps/orders/rules/pricing.py", "pass\n" * 301, "301 lines"),
    (
        rules.ignores_name_their_error,
        "apps/orders/models/order.py",
        "x = 1  # type: " + "ignore\n",
        "silences everything",
    ),
    (rules.ignores_name_their_error, "apps/orders/models/order.py", "x = 1  # no" + "qa\n", "silences everything"),
)
# (rule, file, text that looks similar and is right)
RIGHT = (
    (rules.messages_only_by_the_relay, "apps/core/events/relay.py", "deliver.apply_async(args=[1])\n"),
    (
        rules.no_signals_for_business,
        "apps/accounts/apps.py",
        "from django.db.models.signals import post_migrate\n",
    ),
    (rules.state_changes_in_services, "apps/orders/services/cancellation.py", "order.status = 'cancelled'\n"),
    (rules.state_changes_in_services, "apps/orders/admin/order.py", "answer.update(total=1)\n"),
    (rules.state_changes_in_services, "apps/showcase/lab/experiments/deadlock.py", "item.reserved += 1\n"),
    (rules.doors_write_through_services, "apps/orders/services/placement.py", "Order.objects.create(number='1')\n"),
    (rules.locks_in_querysets, "apps/orders/querysets.py", "self.order_by('pk').select_for_update()\n"),
    (rules.services_by_keyword, "apps/orders/services/cancellation.py", "def cancel_order(*, order, by): ...\n"),
    (rules.rules_without_clock, "apps/orders/services/cancellation.py", "timezone.now()\n"),
    (rules.no_float_money, "apps/orders/rules/pricing.py", "Decimal('0.2')\n"),
    (rules.no_float_money, "apps/orders/services/importing/turn.py", "POLL_SECONDS = 0.25\n"),
    (rules.no_float_money, "apps/orders/rules/columns.py", "get_close_matches(name, known, cutoff=0.75)\n"),
    (rules.doors_of_django_at_the_doors, "apps/orders/web/views.py", "from django.http import HttpRequest\n"),
    (rules.supervisor_is_plain_python, "apps/core/supervisor/ports.py", "import socket\n"),
    (rules.supervisor_is_plain_python, "apps/core/supervisor/ports.py", "from .errors import PortTaken\n"),
    (rules.own_rooms_stay_at_home, "apps/accounts/backends.py", ""),
    (rules.tests_stand_where_the_code_stands, "tests/orders/rules/test_countries.py", ""),
    (rules.tests_stand_where_the_code_stands, "tests/config/test_env.py", ""),
    (rules.ignores_name_their_error, "apps/orders/models/order.py", "x = 1  # type: ignore[misc]\n"),
)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_the_shop_keeps(rule: Rule) -> None:
    breaks = [f"{module.path}:{line} {text}" for module in modules() for line, text in rule(module)]
    assert not breaks, "\n".join([str(rule.__doc__), *breaks])


@pytest.mark.parametrize(("rule", "path", "text", "found"), BREAKS)
def test_a_planted_break_is_found(rule: Rule, path: str, text: str, found: str) -> None:
    assert [finding for _, finding in rule(parse(path, text))] == [found]


@pytest.mark.parametrize(("rule", "path", "text"), RIGHT)
def test_what_is_right_passes(rule: Rule, path: str, text: str) -> None:
    assert list(rule(parse(path, text))) == []


def test_every_rule_has_a_planted_break() -> None:
    assert {rule for rule, *_ in BREAKS} == set(RULES)


def test_the_checkers_see_the_whole_shop() -> None:
    """A folder without __init__.py would be invisible to the import contracts."""
    bare = {
        str(module.path.parent)
        for module in modules()
        if module.path.parts[0] in ("apps", "config") and not (ROOT / module.path.parent / "__init__.py").exists()
    }
    assert bare == set()
