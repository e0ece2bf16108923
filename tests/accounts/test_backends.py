"""Signing in by e-mail address and password."""

from unittest import mock

import pytest
from django.contrib.auth import authenticate
from django.contrib.auth.hashers import MD5PasswordHasher

from apps.accounts.models import User
from tests.conftest import PASSWORD


def test_the_right_password_signs_in_whatever_the_case_of_the_address(people: dict[str, User]) -> None:
    assert authenticate(username="Owner@VITRINE.example", password=PASSWORD) == people["owner"]


@pytest.mark.parametrize(
    ("email", "password"),
    [
        ("owner@vitrine.example", "wrong"),
        ("nobody@vitrine.example", PASSWORD),
        ("", PASSWORD),
        ("owner@vitrine.example%", PASSWORD),
        ("owner@vitrine.example", ""),
    ],
)
def test_anything_else_does_not(people: dict[str, User], email: str, password: str) -> None:
    assert authenticate(username=email, password=password) is None


def test_an_inactive_person_does_not_sign_in(people: dict[str, User]) -> None:
    User.objects.update(is_active=False)
    assert authenticate(username="owner@vitrine.example", password=PASSWORD) is None


@pytest.mark.parametrize("email", ["owner@vitrine.example", "nobody@vitrine.example"])
def test_a_known_and_an_unknown_address_cost_one_hash_each(people: dict[str, User], email: str) -> None:
    with mock.patch.object(MD5PasswordHasher, "encode", autospec=True, side_effect=MD5PasswordHasher.encode) as encode:
        assert authenticate(username=email, password="wrong") is None
    assert encode.call_count == 1


def test_permissions_are_read_once_for_a_person(people: dict[str, User], django_assert_num_queries: object) -> None:
    user = User.objects.get(pk=people["support"].pk)
    with django_assert_num_queries(1):  # type: ignore[operator]
        assert user.has_perm("orders.view_order")
        assert not user.has_perm("orders.delete_order")
        assert user.has_module_perms("orders")


def test_the_address_is_found_by_its_index(db: None) -> None:
    plan = User.objects.with_email("owner@vitrine.example").query
    assert 'LOWER("accounts_user"."email") = (LOWER(owner@vitrine.example))' in str(plan)
