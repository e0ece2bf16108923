"""What the caller may do and through what, and why they may or may not do something."""

from typing import Any

from drf_spectacular.utils import OpenApiExample, OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from apps.accounts.api.v2 import examples
from apps.accounts.api.v2.views import caller
from apps.accounts.rules.access import Effective, Grant
from apps.accounts.selectors import Why, explain, permissions_of
from apps.core.access import Answer, Step
from apps.core.policy import SIGNED_IN
from apps.core.rest.schema import example
from apps.core.rest.views import refuse_unread_parameters


class SourceSerializer(serializers.Serializer[Grant]):
    """A role that the caller holds now: given by whom (null: by the shop), why, since when and until when."""

    role = serializers.CharField(source="slug")
    given_by = serializers.CharField(source="given_by.name", default=None, allow_null=True)
    reason = serializers.CharField()
    starts_at = serializers.DateTimeField()
    expires_at = serializers.DateTimeField(allow_null=True)


class PermissionSerializer(serializers.Serializer[Effective]):
    """A permission that counts now. `up_to` is an amount in the shop's currency; null: any amount."""

    permission = serializers.CharField()
    up_to = serializers.DecimalField(max_digits=14, decimal_places=3, allow_null=True)
    expires_at = serializers.DateTimeField(source="until", allow_null=True)
    sources = SourceSerializer(many=True)


class FindingSerializer(serializers.Serializer[Any]):
    """Something that a step read, and whether it counts for the caller."""

    detail = serializers.CharField(source="says")
    counts = serializers.BooleanField()


class StepSerializer(serializers.Serializer[Step]):
    """One rule: `rule` and `answer` are for programs, the rest is for people. `open`: it cannot tell, or was not
    asked."""

    rule = serializers.CharField()
    question = serializers.CharField()
    answer = serializers.ChoiceField(choices=[answer.value for answer in Answer])
    detail = serializers.CharField(source="says")
    read = FindingSerializer(many=True)


class WhySerializer(serializers.Serializer[Why]):
    """The answer to one question and the rules that led to it: `no` as soon as one of them says so."""

    permission = serializers.CharField(source="code")
    answer = serializers.ChoiceField(choices=[answer.value for answer in Answer])
    steps = StepSerializer(many=True)


@example("A question about a refund", examples.WHY)
class AccessSerializer(serializers.Serializer[Any]):
    """What the caller may do now: all of it, or what was asked about, and then why."""

    permissions = PermissionSerializer(many=True)
    why = WhySerializer(allow_null=True)


class AccessQuery(serializers.Serializer[Any]):
    """What to ask about."""

    permission = serializers.CharField(max_length=200, required=False)
    object = serializers.CharField(max_length=100, default="")
    amount = serializers.DecimalField(max_digits=20, decimal_places=3, min_value=0, default=None, allow_null=True)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if (attrs["object"] or attrs["amount"] is not None) and "permission" not in attrs:
            raise serializers.ValidationError(
                {"permission": "Name the permission to ask about."}, code="permission_missing"
            )
        return attrs


PARAMETERS = [
    OpenApiParameter(
        "permission",
        {"type": "string", "maxLength": 200},
        description="Ask about one permission, such as `orders.view_order`: `why` has the rules that decide.",
        examples=[OpenApiExample("All of them", value=""), OpenApiExample("A refund", value="payments.add_refund")],
    ),
    OpenApiParameter(
        "object",
        {"type": "string", "maxLength": 100},
        description="On which row: the number of an order or a customer, the SKU of a product, the reference of a "
        "payment. Of a row of somebody else the answer is the same as of one that does not exist.",
    ),
    OpenApiParameter(
        "amount",
        {"type": "string", "pattern": r"^([0-9]{1,17}(\.[0-9]{1,3})?)?$"},
        description="About which amount, in the shop's currency.",
    ),
]


class AccessView(APIView):
    """What the caller may do: read from the tables, whatever a token opens of it."""

    policy = {"read": SIGNED_IN}
    resource = "me"
    serializer_class = AccessSerializer

    @extend_schema(parameters=PARAMETERS, responses=AccessSerializer)
    def get(self, request: Request) -> Response:
        """What the caller may do now and through what; with `permission`, why they may or may not."""
        refuse_unread_parameters(request, {*AccessQuery().fields, "format"})
        asked = AccessQuery(data={name: value for name, value in request.query_params.items() if value != ""})
        asked.is_valid(raise_exception=True)
        values = asked.validated_data
        person = caller(request)
        if "permission" not in values:
            return Response(AccessSerializer({"permissions": permissions_of(person), "why": None}).data)
        why = explain(
            person=person,
            permission=values["permission"],
            name=values["object"],
            amount=values["amount"],
            viewer=person,
        )
        held = [one for one in why.held if one.permission == why.code]
        return Response(AccessSerializer({"permissions": held, "why": why}).data)
