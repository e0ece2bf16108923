"""What the page of exhibit 28 says."""

from django import forms

from apps.showcase.lab.processes import Limits
from apps.showcase.scenarios.scenario import Code, Excerpt, Experiment, Named, Scenario, Use

HERE = "apps.showcase.scenarios.s28_serialization"
BOUNDS = Limits(seconds=60, megabytes=1200)


class OrderForm(forms.Form):
    lines = forms.TypedChoiceField(
        label="Lines of the order",
        choices=[("1", "1"), ("20", "20"), ("200", "200"), ("1000", "1,000")],
        coerce=int,
        initial="20",
    )


class StrangerForm(forms.Form):
    effect = forms.ChoiceField(
        label="What the stranger's bytes do when they are unpickled",
        choices=[
            ("file", "leave a file"),
            ("environment", "read the environment"),
            ("end", "end the process"),
        ],
        initial="environment",
    )


SCENARIO = Scenario(
    number=28,
    slug="serialization",
    title="Serialization of complex objects",
    question="What do you lose when an object becomes bytes and back?",
    sentence="One order in eight formats: size, time, fidelity, and what unpickling a stranger's bytes does.",
    answer="""
        Decide what the bytes may say, before you choose how they say it. The shop has one model of documents: text,
        whole numbers, true, false, nothing, lists, and objects with named members. An amount is text, because 6.95
        has no end as a binary fraction; so is a time, with its zone, and an id. JSON and MessagePack both say exactly
        that, so one set of serializers makes both, and a client chooses by `Accept`. What comes in is read by parsers
        that refuse what the other form could not say, what two readers would understand differently, and what is
        small on the wire and huge in memory.

        A format that keeps classes, like pickle, keeps them by saying which function to call with what. Whoever reads
        it makes the call. It brings everything back, also what a stranger put in; a cache or a queue that somebody
        else can write to is then a shell. So sessions and tasks are JSON here, the cache is MessagePack, and an
        import contract keeps pickle out.
    """,
    serves=(
        Code(
            "apps.core.rest.message_pack.MessagePackRenderer",
            ("default=self.encode", "orjson.loads(orjson.dumps("),
            "Every answer of version 2, by content negotiation: the same facts as JSON.",
        ),
        Code(
            "apps.core.rest.message_pack.parse_message_pack",
            ("check_promises(body)", "object_pairs_hook=members"),
            "Every body in MessagePack: no binary values, no extension types, not too many values.",
        ),
        Code("apps.core.rest.parsers.parse_json", ("parse_float=Decimal", "unique_members"), "Every body in JSON."),
        Excerpt(
            "config/settings/base.py",
            "CACHES = {",
            ("MSGPackSerializer", '"VERSION": 2'),
            "What the cache keeps.",
        ),
    ),
    experiments=(
        Experiment(
            slug="there-and-back",
            title="One order, there and back",
            about="An order with an id, a state, times, text that is not ASCII, empty values and exact amounts is"
            " written and read in each format. The twin makes amounts fit as floats.",
            form=OrderForm,
            target=f"{HERE}.experiment:there_and_back",
            limits=BOUNDS,
            cost="about 5 s in a process of its own; no database is touched",
            answer=(
                Code(f"{HERE}.formats.write_json", ("JSONRenderer()",)),
                Code(f"{HERE}.formats.write_message_pack", ("MessagePackRenderer()",)),
            ),
            twin=(Code(f"{HERE}.formats.write_floats", ("float(value)",)),),
            twin_title="Broken twin: amounts as float",
        ),
        Experiment(
            slug="a-stranger",
            title="Bytes of a stranger",
            about="A pickle of a few dozen bytes is read in a bounded process and an empty folder. Then the shop's"
            " cache, queue and API get the same bytes, and a dozen other hostile documents.",
            form=StrangerForm,
            target=f"{HERE}.experiment:from_a_stranger",
            limits=BOUNDS,
            cost="about 4 s in processes of their own; what it leaves is thrown away",
            answer=(
                Code(f"{HERE}.stranger.read_from_cache", ("cache.client.decode",), "As the cache reads."),
                Code(f"{HERE}.stranger.read_from_queue", ('accept=["json"]',), "As a worker reads."),
            ),
            twin=(
                Code(f"{HERE}.unpickling.Gift", ("__reduce__", "exec"), "What the stranger sends."),
                Code(f"{HERE}.unpickling.unpickle", ("pickle.loads",), "Who reads it."),
            ),
            twin_title="Broken twin: pickle",
        ),
    ),
    tests=(
        "tests/core/rest/test_message_pack.py::test_a_document_is_the_same_in_either_form",
        "tests/core/rest/test_message_pack.py::test_odd_message_pack_is_refused_with_its_code",
        "tests/core/rest/test_message_pack.py::test_the_stock_reader_lets_it_through",
        "tests/core/rest/test_etags.py::test_both_forms_say_the_same_of_every_row_and_are_validated_alike",
        "tests/config/test_settings.py::test_nothing_that_is_kept_or_sent_is_pickled",
        "tests/config/test_settings.py::test_a_pickle_in_the_cache_is_not_read",
        "tests/showcase/scenarios/test_serialization.py::test_the_shops_formats_lose_nothing_and_floats_do",
        "tests/showcase/scenarios/test_serialization.py::test_a_strangers_pickle_runs_and_the_shop_refuses_it",
    ),
    document="docs/adr/0024-messagepack-says-what-json-can-say.md",
    curl='curl -H "Authorization: Token $TOKEN" -H "Accept: application/vnd.msgpack" "$URL/api/v2/orders/"',
    named=(
        Named("orjson", Use.USED, "writes JSON; what it does not know is said in one place, amounts as text"),
        Named("json (standard library)", Use.USED, "reads JSON: its hooks see duplicate members and exact numbers"),
        Named("MessagePack", Use.USED, "the API's second form and the cache's: fewer bytes, values only"),
        Named("DRF serializers", Use.USED, "from rows to plain values, once for both forms"),
        Named("Content negotiation", Use.USED, "Accept, with its weights, and Content-Type; each form its own ETag"),
        Named("pickle", Use.COMPARED, "the twin: brings everything back, and runs what a stranger says"),
        Named("float for money", Use.COMPARED, "the twin: the lines do not come to the total any more"),
        Named("pydantic", Use.COMPARED, "types and text in one declaration; here serializers are declared already"),
        Named("marshmallow", Use.COMPARED, "the same by schemas that are read at each call: the slowest here"),
        Named("DRF's JSON renderer", Use.COMPARED, "a Decimal that no serializer has made text becomes a float in it"),
        Named("Protocol Buffers, Avro", Use.NOT_USED, "smaller still; need a schema on both sides and code made of it"),
        Named("CBOR", Use.NOT_USED, "a standard like MessagePack, with fewer clients that know it"),
        Named("msgspec", Use.NOT_USED, "as fast as orjson; a third way to declare what serializers declare"),
        Named("YAML", Use.NOT_USED, "made for people who edit; its full loader makes objects as pickle does"),
        Named("jsonpickle, dill, marshal", Use.NOT_USED, "pickle's promise, with pickle's danger"),
    ),
)
