"""What the page of exhibit 7 says."""

from apps.showcase.lab.processes import Limits
from apps.showcase.scenarios.s07_safe_exceptions.experiment import RaiseForm
from apps.showcase.scenarios.scenario import Code, Experiment, Named, Scenario, Use

HERE = "apps.showcase.scenarios.s07_safe_exceptions"

SCENARIO = Scenario(
    number=7,
    slug="safe-exceptions",
    title="Exceptions, safe for users",
    question="How do you handle an error without telling strangers how the shop is built?",
    sentence="Raise each kind and read it three times: as the customer, as support and as the log.",
    answer="""
        There are two sorts of exceptions. What the shop refuses carries words that were written for people and a code
        that never changes; those may be shown. Everything else is a defect or somebody else's trouble, and its text was
        written for whoever mends it: it names hosts, files, columns, other people's orders. That text goes to the log,
        whole, and nowhere else.

        One place turns exceptions into answers, so that no view has to think of it. A program gets a problem document
        (RFC 9457), a person a page; both say the same status, the same code and the same request id, and what to do.
        The id is the bridge: support types it in and finds every line, job and mail that the request caused.

        Catch what you can act on, where you can act on it. `except Exception` with a message to the client is the twin
        here: it turns every status into 500, tells strangers what only the log should know, and tells the log nothing.
    """,
    serves=(
        Code(
            "apps.core.rest.exceptions.exception_handler",
            ("log.error(", "problem_document("),
            "Whatever leaves a view of the API becomes a problem document here.",
        ),
        Code(
            "apps.core.observability.errors.server_error",
            ("error_page(",),
            "Outside of the API, and for what fails before or behind a view: the page of a defect.",
        ),
        Code("apps.core.observability.errors.error_page", ("wants_problem(request)",)),
        Code("apps.core.rest.exceptions.particulars", ("exception.message",), "Words of the domain alone are told."),
        Code("apps.core.observability.errors.ErrorPageMiddleware.process_exception"),
    ),
    experiments=(
        Experiment(
            slug="raise",
            title="Raise each kind",
            about="Ten kinds of exceptions at a page and at an address of the API, by the shop's own handlers, and at a"
            " view that tells the text. Choose the one that you want to read in full.",
            form=RaiseForm,
            target=f"{HERE}.experiment:compare",
            limits=Limits(seconds=45, megabytes=1500),
            cost="about 3 s in a process of its own; no database is touched",
            answer=(
                Code(f"{HERE}.doors.page", ("fail(kind)",), "The view catches nothing."),
                Code("apps.core.rest.exceptions.kind_of"),
            ),
            twin=(Code(f"{HERE}.twin.tells_all", ("{error}", "where.filename")),),
            twin_title="Broken twin: str(exc) to the client",
        ),
    ),
    tests=(
        "tests/core/observability/test_nothing_told.py::test_no_text_of_an_exception_and_no_path_is_told",
        "tests/core/observability/test_nothing_told.py::test_a_page_that_tells_is_found_out",
        "tests/core/rest/test_problems.py::test_each_kind_of_exception_has_its_problem",
        "tests/core/rest/test_problems.py::test_a_handler_that_tells_the_text_is_noticed",
        "tests/core/observability/test_errors.py::test_a_refusal_of_the_domain_is_a_page_with_its_words_and_code",
        "tests/showcase/scenarios/test_safe_exceptions.py::test_the_twin_tells_what_the_shop_keeps",
    ),
    document="docs/api.md",
    curl='curl -si "$URL/api/v2/orders/" -H "Authorization: Token nobody-has-this"',
    named=(
        Named("problem details, RFC 9457", Use.USED, "type, title, status, detail, and our code, request id, errors"),
        Named("one exception handler", Use.USED, "DRF's EXCEPTION_HANDLER, Django's handler4xx and handler500"),
        Named("exceptions of the domain", Use.USED, "words for people and a stable code; everything else is neutral"),
        Named("raise ... from", Use.USED, "the cause stays for the log, the refusal is what is told"),
        Named("request id", Use.USED, "in the answer, the page, the log, events, jobs and mails"),
        Named("logging.exception", Use.USED, "the traceback, with secrets masked"),
        Named("JSON Pointer, RFC 6901", Use.USED, "which member of the body is at fault"),
        Named("str(exc) to the client", Use.COMPARED, "the twin"),
        Named("DEBUG = True", Use.NOT_USED, "outside of development: its page shows settings and local variables"),
        Named("except Exception: pass", Use.NOT_USED, "the linter refuses it: a defect that nobody hears of"),
        Named("assert for input", Use.NOT_USED, "python -O takes it away, and its text is for programmers"),
        Named("Sentry", Use.NOT_USED, "a service outside; error files and the page of a request do without"),
    ),
)
