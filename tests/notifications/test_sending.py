import threading

import pytest
from django.db import connections, transaction

from apps.notifications.enums import MailState
from apps.notifications.models import Notification
from apps.notifications.services import send

FINISHED = {"file_name": "orders.csv", "orders_created": 1, "lines_stored": 2, "rows_rejected": 0, "rows_repeated": 0}


def tell(recipient, *, key: str = "import:1", **context) -> Notification:
    return send(recipient=recipient, kind="import_finished", context=FINISHED | context, dedupe_key=key)


@pytest.mark.django_db
def test_a_message_waits_for_its_mail(people):
    notification = tell(people["manager"])
    notification.refresh_from_db()
    assert (notification.recipient, notification.kind) == (people["manager"], "import_finished")
    assert notification.context == FINISHED
    assert (notification.mail_state, notification.mail_attempts) == (MailState.WAITING, 0)


@pytest.mark.django_db
def test_the_same_key_is_the_same_message(people):
    first = tell(people["manager"])
    assert tell(people["support"], orders_created=99) == first
    assert Notification.objects.get().context["orders_created"] == 1


@pytest.mark.django_db(transaction=True)
def test_asked_by_eight_at_once_it_is_still_one_message(people):
    together = threading.Barrier(8)

    def ask() -> None:
        together.wait()
        with transaction.atomic():
            tell(people["manager"])
        connections.close_all()

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert Notification.objects.count() == 1


@pytest.mark.django_db
def test_a_kind_without_templates_is_refused(people):
    with pytest.raises(ValueError, match=r"notifications/unheard_of\.subject\.txt"):
        send(recipient=people["manager"], kind="unheard_of", context={}, dedupe_key="x")
    assert not Notification.objects.exists()


@pytest.mark.django_db
def test_people_see_their_own_messages_and_those_who_may_all(people):
    own = tell(people["support"], key="1")
    other = tell(people["manager"], key="2")
    assert set(Notification.objects.visible_to(people["auditor"])) == {own, other}
    assert set(Notification.objects.visible_to(people["support"])) == {own}
    assert set(Notification.objects.visible_to(people["customer"])) == set()
