"""What the page of exhibit 4 says."""

from apps.showcase.lab.processes import Limits
from apps.showcase.scenarios.s04_logging.rotation import RotationForm
from apps.showcase.scenarios.s04_logging.story import StoryForm
from apps.showcase.scenarios.scenario import Code, Experiment, Named, Scenario, Use

HERE = "apps.showcase.scenarios.s04_logging"

SCENARIO = Scenario(
    number=4,
    slug="logging",
    title="Logging in production",
    question="What do you log, where does it go, and who can read it?",
    sentence="One event as people and as machines see it, and all lines of the request it belongs to.",
    answer="""
        Log events, not sentences: a name and values. What all lines of a request have in common, its id above all, is
        bound once where the request enters and stands on every line it causes, also in workers. One pipeline serves
        web, workers and commands, and the lines of libraries go through it too; it turns an event into a sentence for
        the console and into a JSON object for machines, and masks secrets on the way, so that nobody has to think of
        it.

        The level says who should care: DEBUG the one who looks for something, INFO the record of what happened,
        WARNING what a person should look at some day, ERROR what failed, CRITICAL what stops the shop. The threshold
        is configuration. Errors are also kept in small rotating files, one a process, because two processes that
        rotate one file lose lines.
    """,
    serves=(
        Code(
            "apps.core.observability.logs.configure",
            ("mask_secrets", "ErrorFileHandler"),
            "The pipeline of every process: context, level, time, masking, then people or machines.",
        ),
        Code(
            "apps.core.observability.middleware.RequestLogMiddleware",
            ("bind_contextvars", "X-Request-ID"),
            "Where a request gets its id; Celery messages carry it on.",
        ),
        Code("apps.core.observability.secrets.masked", ("CARD.sub", "CREDENTIALS.sub")),
        Code(
            "apps.core.observability.trail.follow",
            ("lines_of_request",),
            "One request through all processes: /ops/requests/ and manage.py follow_request.",
        ),
    ),
    experiments=(
        Experiment(
            slug="story",
            title="Three checkouts at once, one fails",
            about="The same requests through the shop's middleware and pipeline, and by print. Then look for the one"
            " that failed. Move the threshold and look again.",
            form=StoryForm,
            target=f"{HERE}.story:compare",
            limits=Limits(seconds=45, megabytes=1500),
            cost="about 3 s in a process of its own; no database is touched",
            answer=(
                Code(f"{HERE}.checkout.checkout", ("log.info(",), "What a person writes."),
                Code("apps.core.observability.log_files.lines_of_request", ("lines_with",)),
            ),
            twin=(Code(f"{HERE}.checkout.checkout_by_print", ("print(f",)),),
            twin_title="Broken twin: print and f-strings",
        ),
        Experiment(
            slug="rotation",
            title="Several processes, one error file",
            about="Processes write errors as fast as they can, and the files rotate.",
            form=RotationForm,
            target=f"{HERE}.rotation:compare",
            limits=Limits(seconds=60, megabytes=1500),
            cost="about 3 s in processes of their own; files in a temporary folder",
            answer=(Code("apps.core.observability.error_files.ErrorFileHandler", ("os.getpid()",)),),
            twin=(Code(f"{HERE}.rotation.shared_file", ('"errors.log"',)),),
            answer_title="As the shop does it: a file a process",
            twin_title="Broken twin: all rotate one file",
        ),
    ),
    tests=(
        "tests/core/observability/test_logs.py::test_no_secret_reaches_file_or_console",
        "tests/core/observability/test_logs.py::test_each_line_carries_the_request_id_of_its_moment",
        "tests/core/observability/test_secrets.py::test_every_card_number_is_masked",
        "tests/core/observability/test_error_files.py::test_one_file_a_process_keeps_every_line",
        "tests/core/observability/test_error_files.py::test_two_processes_that_rotate_one_file_lose_lines",
        "tests/core/web/test_requests.py::test_a_trail_goes_through_processes_and_rows_in_order_of_time",
        "tests/showcase/scenarios/test_logging.py::test_without_the_id_the_lines_of_the_request_are_not_found",
    ),
    document="docs/logging.md",
    curl='curl -si "$URL/api/v2/orders/" | grep -i x-request-id',
    named=(
        Named("structlog", Use.USED, "events with values; processors are the one pipeline"),
        Named("logging", Use.USED, "the standard library carries the lines, so libraries take part"),
        Named("django-structlog", Use.USED, "request and task lines, and the id in Celery messages"),
        Named("contextvars", Use.USED, "what is bound to a request follows it through threads and tasks"),
        Named("levels", Use.USED, "five, each with a reader; the threshold is LOG_LEVEL"),
        Named("RotatingFileHandler", Use.USED, "for error files, one a process; the twin shares one and loses lines"),
        Named("WatchedFileHandler", Use.USED, "for the full log: the system rotates, the process reopens"),
        Named("print", Use.COMPARED, "the twin: no level, no time, no context, no masking"),
        Named("f-strings in messages", Use.COMPARED, "the values are gone into a sentence that only people can read"),
        Named("QueueHandler", Use.NOT_USED, "files here are written in microseconds; a queue can lose its last lines"),
        Named("loguru", Use.NOT_USED, "a second logging system beside the one that all libraries speak"),
        Named("Sentry", Use.NOT_USED, "a service outside; the error files and the page of a request do without"),
    ),
)
