"""Wishes sent again and again to two web processes: each comes true once, and everybody is told the same.

The guard taken away, nobody looks at the keys: a wish comes true as often as it is sent.
"""

import json
import random
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import timedelta
from itertools import cycle, islice
from secrets import token_hex
from time import monotonic, sleep
from typing import Any
from unittest import mock
from uuid import uuid4

import requests
from django.db.models import Model
from django.db.models.functions import Now

from apps.catalog.models import Product
from apps.core.idempotency import KEPT_FOR, LEASE, Claim, sweep_keys
from apps.core.models import IdempotencyKey
from apps.orders.models import Customer
from proofs.outcome import Outcome, Proof, Trial
from proofs.shop import running, token_for
from proofs.unsure_client import Wish, insist, send

KEYS, REPEATS, MUTATED, REORDERED, PAIRS, STRANGERS, EXPIRED, KILLS = 500, 20, 300, 20, 200, 1_000, 200, 3
AT_ONCE, PAIRS_AT_ONCE, FEW = 12, 3, 4
SLOW, SLOW_SECONDS, MOST_MS = "slow", 2.0, 300.0
CUSTOMERS, PRODUCTS = "/api/v2/customers/", "/api/v2/products/"
BAD_KEYS = (None, "", "short", "k" * 256, "k" * 1000, "tab\tbetween", "bell\x07ringing", "schl\xfcssel", '"1234567"')
UNGUARDED = 0.02
SLOWLY = "proofs.idempotency:slow_down"


def prove(trial: Trial) -> Outcome:
    """On a shop of its own, over two real servers; then over servers that are killed at work."""
    patches = [SLOWLY] if trial.guard else [SLOWLY, "proofs.idempotency:take_guard_away"]
    scale = trial.scale if trial.guard else min(trial.scale, UNGUARDED)
    manager, owner, auditor = (token_for(role) for role in ("manager", "owner", "auditor"))
    with running(*patches, API_LIMITS="false") as one, running(*patches, API_LIMITS="false") as other:
        shops = [one.address, other.address]
        got = attack(shops, (manager, owner, auditor), Trial(trial.seed, scale, trial.guard))
        got |= killed(other.address, manager, max(int(KILLS * scale), 1), patches)
    return Outcome(got, passed=holds(got) and got["killed_at_work_effects"] == got["killed_at_work"])


def take_guard_away() -> None:
    """Every request may work, and nobody keeps an answer."""
    mock.patch("apps.core.rest.idempotency.claim_key", lambda scope, **_: Claim(scope, uuid4())).start()
    mock.patch("apps.core.rest.idempotency.keep").start()


def slow_down() -> None:
    """Customers of one name take as long as a partner who thinks about it; the change is made by then."""
    from apps.orders.api.v2 import views

    real = views.add_customer

    def add_customer(**values: Any) -> Customer:
        made = real(**values)
        if values["name"].startswith(SLOW):
            sleep(SLOW_SECONDS)
        return made

    mock.patch.object(views, "add_customer", add_customer).start()


def attack(shops: Sequence[str], tokens: tuple[str, str, str], trial: Trial) -> dict[str, Any]:
    """Everything but dying, against servers on this process's database."""
    manager, owner, auditor = tokens
    mark = token_hex(4)
    wishes = [Wish.new(name=f"{mark} {n}", country="GB", email="") for n in range(max(int(KEYS * trial.scale), 5))]
    first, got = repeats(shops, manager, wishes, mark, trial)
    got |= mutations(shops, manager, wishes, mark, trial)
    got |= in_flight(shops, manager, max(int(PAIRS * trial.scale), 1))
    got |= strangers(shops, (owner, auditor), wishes, first, trial)
    return got | bad_keys(shops[0], manager) | expiry(shops, owner, max(int(EXPIRED * trial.scale), 3))


def holds(got: dict[str, Any]) -> bool:
    return (
        got["effects"] == got["keys"]
        and got["answers_byte_equal"] == got["answers"] == got["keys"] * got["repeats"]
        and got["marked_as_replayed"] == got["answers"] - got["keys"]
        and got["mutated_422"] == got["mutated"]
        and got["reordered_replayed"] == got["reordered"]
        and got["effects_of_mutated_and_reordered"] == 0
        and got["pairs_one_made_one_409"] == got["pairs"] == got["pair_effects"]
        and got["slowest_409_ms"] <= MOST_MS
        and got["foreign_answers"] == 0
        and got["bad_keys_400"] == got["bad_keys"]
        and got["expired_refused_as_taken"] == got["expired"] == got["expired_effects"]
        and got["expired_rows_left"] == 0
    )


def repeats(
    shops: Sequence[str], token: str, wishes: list[Wish], mark: str, trial: Trial
) -> tuple[dict[str, str], dict[str, Any]]:
    """Every wish so many times, shuffled, over all servers at once; the first answers, and what was found."""
    times = REPEATS if trial.scale >= 0.1 else FEW
    sent = [wish for wish in wishes for _ in range(times)]
    random.Random(trial.seed).shuffle(sent)
    begin = monotonic()
    with ThreadPoolExecutor(AT_ONCE) as crowd:
        answers = list(crowd.map(lambda at, wish: insist(at + CUSTOMERS, token, wish), cycle(shops), sent))
    first = {wish.key: "" for wish in wishes}
    for wish, answer in zip(sent, answers, strict=True):
        if "Idempotent-Replayed" not in answer.headers and answer.status_code == 201:
            first[wish.key] = answer.text
    return first, {
        "keys": len(wishes),
        "repeats": times,
        "answers": len(answers),
        "effects": effects(Customer, name__startswith=mark),
        "answers_byte_equal": sum(answer.text == first[wish.key] for wish, answer in zip(sent, answers, strict=True)),
        "marked_as_replayed": sum(answer.headers.get("Idempotent-Replayed") == "true" for answer in answers),
        "requests_per_second": round(len(answers) / (monotonic() - begin)),
    }


def mutations(shops: Sequence[str], token: str, wishes: list[Wish], mark: str, trial: Trial) -> dict[str, Any]:
    """Used keys with another body, then with the same one written in another order."""
    chance = random.Random(trial.seed)
    before = effects(Customer, name__startswith=mark)
    mutated = reordered = 0
    number, orders = max(int(MUTATED * trial.scale), 5), max(int(REORDERED * trial.scale), 2)
    for at, wish in zip(islice(cycle(shops), number), cycle(wishes), strict=False):
        answer = send(at + CUSTOMERS, token, wish, json.dumps(mutant(wish, chance)))
        mutated += answer.status_code == 422 and answer.json()["code"] == "idempotency_key_reused"
    for at, wish in zip(islice(cycle(shops), orders), cycle(wishes), strict=False):
        members = list(wish.asked.items())
        body = json.dumps(dict(chance.choice([members[::-1], members[1:] + members[:1]])), indent=chance.choice([1, 4]))
        reordered += send(at + CUSTOMERS, token, wish, body).headers.get("Idempotent-Replayed") == "true"
    return {
        "mutated": number,
        "mutated_422": mutated,
        "reordered": orders,
        "reordered_replayed": reordered,
        "effects_of_mutated_and_reordered": effects(Customer, name__startswith=mark) - before,
    }


def mutant(wish: Wish, chance: random.Random) -> dict[str, Any]:
    """The wish, changed in one place."""
    name = str(wish.asked["name"])
    return dict(wish.asked) | chance.choice(
        [
            {"name": f"{name} "},
            {"name": name.upper() + "!"},
            {"country": "FR"},
            {"phone": ""},
            {"new": None},
            {"email": 1},
        ]
    )


def in_flight(shops: Sequence[str], token: str, pairs: int) -> dict[str, Any]:
    """The same key at the same instant at two servers, while its work takes long: one does it, the other is told so."""
    mark = f"{SLOW} {token_hex(4)}"

    def pair(number: int) -> tuple[bool, float]:
        wish = Wish.new(name=f"{mark} {number}", country="GB")
        with ThreadPoolExecutor(2) as two:
            answers = list(two.map(lambda at: send(at + CUSTOMERS, token, wish), [shops[0], shops[-1]]))
        made, told = sorted(answers, key=lambda answer: answer.status_code)
        right = (made.status_code, told.status_code) == (201, 409) and int(told.headers.get("Retry-After", 0)) > 0
        return right, told.elapsed.total_seconds() * 1000

    with ThreadPoolExecutor(PAIRS_AT_ONCE) as crowd:
        found = list(crowd.map(pair, range(pairs)))
    times = sorted(ms for _, ms in found)
    return {
        "pairs": pairs,
        "pairs_one_made_one_409": sum(right for right, _ in found),
        "pair_effects": effects(Customer, name__startswith=mark),
        "slowest_409_ms": round(times[-1], 1),
        "slower_than_300_ms": sum(ms > MOST_MS for ms in times),
        "median_409_ms": round(times[len(times) // 2], 1),
    }


def strangers(
    shops: Sequence[str], tokens: tuple[str, str], wishes: list[Wish], first: dict[str, str], trial: Trial
) -> dict[str, Any]:
    """Others send the keys with the very bodies: one who may make customers, and one who may not."""
    foreign = 0
    tries = max(int(STRANGERS * trial.scale), 10)
    calls = zip(islice(cycle(tokens), tries), cycle(shops), [wish for wish in wishes for _ in tokens], strict=False)
    sent = [(at, token, wish) for token, at, wish in calls]
    with ThreadPoolExecutor(AT_ONCE) as crowd:
        answers = list(crowd.map(lambda call: insist(call[0] + CUSTOMERS, *call[1:]), sent))
    for (_, _, wish), answer in zip(sent, answers, strict=True):
        number = json.loads(first[wish.key])["number"] if first[wish.key] else ""
        seen = answer.text + str(answer.headers)
        foreign += "Idempotent-Replayed" in answer.headers or not number or f'"{number}"' in seen
    return {"tries_by_others": len(sent), "foreign_answers": foreign}


def bad_keys(shop: str, token: str) -> dict[str, Any]:
    """What is no key, or none at all."""
    refused = 0
    for key in BAD_KEYS:
        headers = {"Authorization": f"Token {token}"} | ({} if key is None else {"Idempotency-Key": key})
        answer = requests.post(f"{shop}{CUSTOMERS}", json={"name": "Ada", "country": "GB"}, headers=headers, timeout=60)
        refused += answer.status_code == 400 and answer.json()["code"].startswith("idempotency_key_")
    return {"bad_keys": len(BAD_KEYS), "bad_keys_400": refused}


def expiry(shops: Sequence[str], token: str, number: int) -> dict[str, Any]:
    """When the time of the keys is over the shop still knows what it has: here by the SKU."""
    mark = token_hex(4).upper()
    wishes = [Wish.new(sku=f"P{mark}-{n}", name="Globe") for n in range(number)]
    for at, wish in zip(cycle(shops), wishes, strict=False):
        insist(at + PRODUCTS, token, wish)
    IdempotencyKey.objects.update(expires_at=Now() - (KEPT_FOR - LEASE))  # three days go by
    answers = [send(at + PRODUCTS, token, wish) for at, wish in zip(cycle(shops), wishes, strict=False)]
    IdempotencyKey.objects.update(expires_at=Now() - timedelta(seconds=1))
    sweep_keys()
    return {
        "expired": number,
        "expired_refused_as_taken": sum(answer.json().get("code") == "sku_taken" for answer in answers),
        "expired_effects": effects(Product, sku__startswith=f"P{mark}-"),
        "expired_rows_left": IdempotencyKey.objects.count(),
    }


def killed(other: str, token: str, times: int, patches: Sequence[str]) -> dict[str, Any]:
    """A web process is killed when its change is made and not committed: it is undone, and the key free in a while."""
    made = told = 0
    for _ in range(times):
        wish = Wish.new(name=f"{SLOW} {token_hex(4)}", country="GB")
        with running(*patches, API_LIMITS="false") as doomed, ThreadPoolExecutor(1) as sender:
            lost = sender.submit(send, doomed.address + CUSTOMERS, token, wish)
            wait_for(wish)
            doomed.kill()
            with suppress(requests.RequestException):
                lost.result()
        told += send(other + CUSTOMERS, token, wish).status_code == 409
        IdempotencyKey.objects.filter(key=wish.key).update(expires_at=Now())  # the lease ends
        made += insist(other + CUSTOMERS, token, wish).status_code == 201 and effects(Customer, **wish.asked) == 1
    return {"killed_at_work": times, "killed_then_409_until_the_lease_ends": told, "killed_at_work_effects": made}


def wait_for(wish: Wish) -> None:
    """Until somebody works on it."""
    until = monotonic() + 30
    while not IdempotencyKey.objects.filter(key=wish.key).exists() and monotonic() < until:
        sleep(0.02)
    sleep(SLOW_SECONDS / 4)


def effects(model: type[Model], **where: Any) -> int:
    return model._default_manager.filter(**where).count()


PROOF = Proof(
    "idempotency",
    "500 keys x 20: 500 effects, replays byte-equal and marked; 300 other bodies 422; 200 pairs: one 2xx, one 409 with "
    "Retry-After in <= 300 ms; 1,000 tries by others: 0 foreign answers; after 72 h and after a kill: 0 second effects",
    prove,
)
