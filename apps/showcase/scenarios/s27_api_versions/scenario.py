"""What the page of exhibit 27 says."""

from django import forms

from apps.showcase.lab.processes import Limits
from apps.showcase.scenarios.s27_api_versions.cast import CHANGES, NOW, OVER, RENAMED
from apps.showcase.scenarios.scenario import Code, Excerpt, Experiment, Named, Scenario, Use

HERE = "apps.showcase.scenarios.s27_api_versions"


class DayForm(forms.Form):
    day = forms.ChoiceField(
        label="When", choices=[(NOW, "today"), (OVER, "the day after version 1 has ended")], initial=NOW
    )


class ChangeForm(forms.Form):
    change = forms.ChoiceField(label="What changes", choices=list(CHANGES.items()), initial=RENAMED)


SCENARIO = Scenario(
    number=27,
    slug="api-versions",
    title="API versions that do not break clients",
    question="How do you change an API that others depend on?",
    sentence="One order in both versions by address, header and parameter, and a renamed field breaking a client.",
    answer="""
        A version is a promise about names and forms, not a copy of the program. The code speaks the newest version; the
        old one is a folder of shims that names its own fields and takes them from the same rows, so it changes when
        somebody changes it and at no other time. Nothing below the doors asks which version it serves, and removing one
        is deleting its folders.

        The promise has to lie somewhere where a machine can hold the code against it. Here it lies twice: as an
        OpenAPI document that is compared with what the code makes, and as a recorded session that is sent again. What
        is added breaks nobody; what is gone, renamed, narrower to send or wider to read is named before it is deployed.

        A version that will end says so with each answer, errors and 304 too, in headers that programs can read; a page
        of the back office says who still calls it. On the day it named, it answers 410 with the way out, and not with
        something that looks like an answer.
    """,
    serves=(
        Code("apps.core.rest.versions.read_asked", ("by_parameter", "by_accept"), "What a request says of versions."),
        Code("apps.core.rest.versions.Asked.check", ("contradictions",), "Who says two things is told so."),
        Code("apps.core.rest.deprecation.announce", ('"Deprecation"', '"Sunset"', '"Link"'), "On every answer."),
        Code("apps.core.rest.usage.Usage.count", ("send_packed_command",), "Who calls which: no query, no wait."),
    ),
    experiments=(
        Experiment(
            slug="ask",
            title="One order, ten requests",
            about="The same order by address, parameter and header, in both versions, and four requests that contradict"
            " themselves or name no version. The twin has what is found most: a parameter, and a default.",
            form=DayForm,
            target=f"{HERE}.experiment:ask",
            limits=Limits(seconds=90, megabytes=1200),
            cost="5 to 15 s, the first time a minute for the lab's database, which keeps nothing of it",
            answer=(
                Code("apps.core.rest.versions.Versioning", ("check()",), "DRF's namespaces, with one more question."),
                Code("apps.core.rest.index.answer_by", ("resolver_match = found",), "An address without a version."),
            ),
            twin=(Code(f"{HERE}.twin.guess", ("NEWEST",)),),
            twin_title="Broken twin: the newest for who names none",
        ),
        Experiment(
            slug="change",
            title="Somebody changes a field",
            about="A program that was written for version 1 reads the order before and after. In the twin version 1"
            " shares the serializer of version 2.",
            form=ChangeForm,
            target=f"{HERE}.experiment:change",
            limits=Limits(seconds=90, megabytes=1200),
            cost="5 to 15 s, the first time a minute for the lab's database, which keeps nothing of it",
            answer=(
                Excerpt(
                    "apps/orders/api/v1/serializers.py",
                    'order_no = serializers.CharField(source="number"',
                    ('source="line_count"',),
                    "Version 1 names its fields itself.",
                ),
                Code("apps.core.rest.breaking.breaking_changes", ("Comparison(old, new)",), "What breaks a client."),
            ),
            twin=(Code(f"{HERE}.twin.shared", ("super().get_fields()",)),),
            twin_title="Broken twin: a shared serializer",
        ),
    ),
    tests=(
        "tests/core/rest/test_versions.py::test_every_way_to_ask_for_version_1_leads_to_the_same_answer",
        "tests/core/rest/test_versions.py::test_a_contradiction_is_refused_by_name",
        "tests/core/rest/test_versions.py::test_every_answer_of_version_1_says_that_it_will_end_and_where_to_go",
        "tests/core/rest/test_versions.py::test_after_its_last_day_version_1_says_where_to_go_and_nothing_else",
        "tests/core/rest/test_breaking.py::test_what_breaks_a_client_is_named",
        "tests/core/rest/test_breaking.py::test_a_renamed_field_of_version_1_is_named",
        "tests/core/rest/test_replay.py::test_every_recorded_answer_comes_back",
        "tests/core/rest/test_replay.py::test_a_renamed_field_is_named_with_its_call",
        "tests/core/rest/test_usage.py::test_a_count_is_one_message_that_waits_for_no_answer",
        "tests/showcase/scenarios/test_api_versions.py::test_what_version_2_renames_breaks_the_twin_alone",
    ),
    document="docs/versions.md",
    curl='curl -i -H "Authorization: Token $TOKEN" -H "Accept: application/json; version=1" "$URL/api/orders/"',
    named=(
        Named("NamespaceVersioning (DRF)", Use.USED, "a version is a namespace of addresses; links stay within it"),
        Named("URL versions", Use.USED, "have the last word: they can be seen, linked, cached and logged"),
        Named("Accept header, ?version=", Use.USED, "lead to the same folder; a contradiction is refused"),
        Named("Deprecation (RFC 9745), Sunset (RFC 8594)", Use.USED, "on every answer, with links to the way out"),
        Named("410 Gone", Use.USED, "after the last day, with words that say where to go"),
        Named("drf-spectacular", Use.USED, "makes the OpenAPI document of each version, which lies in the repository"),
        Named("recorded traffic", Use.USED, "sent again by the tests: what was answered must come back"),
        Named("oasdiff, openapi-diff", Use.NOT_USED, "programs of other languages; some 250 lines say what we mean"),
        Named(
            "a shared serializer, if version == 1", Use.COMPARED, "the twin: every change of one is one of the other"
        ),
        Named("the newest as a default", Use.COMPARED, "the twin: who names no version breaks with the next one"),
        Named("dates as versions (Stripe)", Use.NOT_USED, "a chain of changes for many versions; here there are two"),
        Named(
            "GraphQL", Use.NOT_USED, "has no versions but the same promise: fields are added, and deprecated one by one"
        ),
    ),
)
