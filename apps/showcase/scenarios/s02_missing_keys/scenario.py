"""What the page of exhibit 2 says."""

from apps.showcase.lab.processes import Limits
from apps.showcase.scenarios.s02_missing_keys.experiment import MessageForm
from apps.showcase.scenarios.scenario import Code, Experiment, Named, Scenario, Use

HERE = "apps.showcase.scenarios.s02_missing_keys"

SCENARIO = Scenario(
    number=2,
    slug="missing-keys",
    title="Missing dictionary keys",
    question="What does your code do when a key it relies on is not there?",
    sentence="A payload with holes: the crash, the silent wrong zero, and the reading that names every missing path.",
    answer="""
        First decide what a missing key means. A required one missing is a fault of the message, and the sender wants to
        hear which, all of them at once. An optional one has a default that is right, not merely handy: a quantity of
        one, an empty note. Some must not be there at all, a card number for instance. `.get(key, default)` is right for
        the second sort and quietly wrong for the first.

        So the policy is written down once for each message, as a frozen dataclass: a field without default is required,
        one with a default is optional, `Absent` must not be there. One reader goes through the document, collects every
        fault with its path, and raises one error, which the API answers with 422 and a JSON Pointer for each place.

        The shop reads its own stored documents in the same way, for a row may have been written by last year's code:
        events on their way to handlers, parameters of jobs, results of jobs.
    """,
    serves=(
        Code(
            "apps.core.payloads.reading.Reader.members",
            ('"missing"', '"unexpected"', "one.required"),
            "Required, optional, must be absent: decided in one place, for all messages.",
        ),
        Code("apps.core.payloads.reading.Reader.value", ("value is None",), "A null is not an absence."),
        Code("apps.core.events.payload.from_payload", ("read(kind, payload)",), "Every event on its way to a handler."),
        Code(
            "apps.core.jobs.queue.run_queued", ("read_arguments(",), "Parameters of every job, by the work's own types."
        ),
        Code("apps.orders.services.importing.mend_file.file_to_mend", ("read(RowsToMend",)),
    ),
    experiments=(
        Experiment(
            slug="post",
            title="A message with holes",
            about="A refund as a partner reports it. Choose what is missing; it is posted to three doors of the API,"
            " alike but for how they read. Then the same with each of its members missing in turn.",
            form=MessageForm,
            target=f"{HERE}.experiment:post_all",
            limits=Limits(seconds=45, megabytes=1500),
            cost="about 2 s in a process of its own; no database is touched",
            answer=(
                Code(f"{HERE}.corpus.RefundReported", ("Absent", "Decimal(0)"), "The policy of this message."),
                Code(f"{HERE}.doors.by_policy", ("read(RefundReported",)),
                Code("apps.core.payloads.reading.read"),
            ),
            twin=(
                Code(f"{HERE}.twin.by_raw_access", ('["amount"]["value"]',)),
                Code(f"{HERE}.twin.by_defaults", ('.get("value", 0)',)),
            ),
            twin_title="Broken twins: raw access, and defaults for all",
        ),
    ),
    tests=(
        "tests/core/payloads/test_reading.py::test_all_that_is_missing_is_named_at_once",
        "tests/core/payloads/test_reading.py::test_what_is_wrong_is_named_with_its_kind",
        "tests/core/events/test_payload.py::test_an_older_event_takes_the_defaults_of_new_fields",
        "tests/core/jobs/test_queue.py::test_a_job_whose_parameters_do_not_fit_says_which",
        "tests/showcase/scenarios/test_missing_keys.py::test_no_message_of_the_corpus_kills_the_policy_or_is_booked_wrongly",
        "tests/showcase/scenarios/test_missing_keys.py::test_the_twins_die_and_book_wrongly",
    ),
    document="docs/api.md",
    curl='curl -s "$URL/api/problems/payload_refused/"',
    named=(
        Named("frozen dataclass as a shape", Use.USED, "types and defaults say what is required, optional, absent"),
        Named("typing.get_type_hints", Use.USED, "once a shape, cached"),
        Named("JSON Pointer, RFC 6901", Use.USED, "the place of each fault"),
        Named("422 Unprocessable Content", Use.USED, "well-formed JSON that lacks what it must hold"),
        Named("dict.get(key, default)", Use.COMPARED, "right for optional keys, a silent zero for required ones"),
        Named("dict[key], KeyError", Use.COMPARED, "dies at the first one, with its bare name"),
        Named("collections.defaultdict", Use.NOT_USED, "for building up, not for reading: it makes what was asked for"),
        Named("dict.setdefault", Use.NOT_USED, "the same, and it changes the message"),
        Named("try / except KeyError", Use.NOT_USED, "around each access; whoever forgets one is back at the crash"),
        Named("TypedDict", Use.NOT_USED, "a promise to the type checker that nobody keeps at run time"),
        Named("pydantic", Use.NOT_USED, "converts by default ('2' becomes 2), and is compiled code for 150 lines"),
        Named("JSON Schema", Use.NOT_USED, "a second language beside the types that the code uses anyway"),
        Named("DRF serializers", Use.USED, "for what clients send to us; they are doors and know the framework"),
    ),
)
