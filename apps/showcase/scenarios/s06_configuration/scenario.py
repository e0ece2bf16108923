"""What the page of exhibit 6 says."""

from apps.showcase.lab.processes import Limits
from apps.showcase.scenarios.s06_configuration.experiment import StartForm
from apps.showcase.scenarios.scenario import Code, Excerpt, Experiment, Named, Scenario, Use

HERE = "apps.showcase.scenarios.s06_configuration"

SCENARIO = Scenario(
    number=6,
    slug="configuration",
    title="Configuration from the environment",
    question="What happens when a setting is missing or mistyped?",
    sentence="Every option with type, source and masked value; and the typo that nobody saw until the first payment.",
    answer="""
        The process does not start, and says why. Every variable stands in one table with its type, default and
        meaning. It is read once, at the start, from the first place that has it: the environment, a `.env` file, a
        secret file that `NAME_FILE` points to. What is wrong or, in production, missing is collected and named all at
        once, because nobody wants to find seven mistakes in seven deployments.

        Code never asks the environment. It reads settings, which have types: a number is a number, and False is
        false. People can look at every option with its source; of a secret they see only that there is one.
    """,
    serves=(
        Code("config.env.Environment", ("self.problems", "ConfigurationError"), "Read once, typed, all problems."),
        Excerpt(
            "config/settings/base.py", "ENV = load()", says="Where settings get their values; apps see only those."
        ),
        Code("config.options.without_credentials", ("MASK",), "What of an address may be seen: /ops/config/, config."),
        Code(
            "apps.core.web.configuration.configuration", ("READ_CONFIGURATION",), "The page for engineers and owners."
        ),
    ),
    experiments=(
        Experiment(
            slug="start",
            title="Start with mistakes",
            about="Production settings get an environment with these mistakes. The twin is a small shop that calls"
            " os.getenv where it needs a value; its environment has three mistakes of its kind.",
            form=StartForm,
            target=f"{HERE}.experiment:compare",
            limits=Limits(seconds=90, megabytes=1500),
            cost="about 8 s in processes of their own; no database is touched",
            answer=(
                Code(f"{HERE}.experiment.start", ('"manage.py", "config"',)),
                Code("config.env.ConfigurationError", ("problems",)),
            ),
            twin=(
                Code(f"{HERE}.twin.take_payment", ('"PAYMENT_API_KYE"',)),
                Code(f"{HERE}.twin.show_map", ('os.getenv("SHOWCASE")',)),
                Code(f"{HERE}.twin.accept_upload", ('os.getenv("UPLOAD_MAX_BYTES", 1000)',)),
            ),
            answer_title="As the shop starts",
            twin_title="Broken twin: os.getenv where it is needed",
        ),
    ),
    tests=(
        "tests/config/test_env.py::test_all_problems_are_named_at_once",
        "tests/config/test_env.py::test_secrets_are_never_part_of_the_message",
        "tests/config/test_env.py::test_env_example_says_what_the_table_says",
        "tests/config/test_documented.py::test_variables_of_tools_and_tests_stand_in_the_documentation",
        "tests/config/test_options.py::test_each_value_says_the_place_it_came_from",
        "tests/config/test_options.py::test_whatever_a_password_is_made_of_it_is_not_shown",
        "tests/core/web/test_access.py::test_each_role_opens_its_pages_and_gets_403_from_the_others",
        "tests/showcase/scenarios/test_configuration.py::test_the_same_mistakes_pass_the_start_of_the_twin",
    ),
    document="docs/configuration.md",
    curl='make manage ARGS="config"',
    named=(
        Named("environment variables", Use.USED, "what differs between machines, and nothing else"),
        Named(".env", Use.USED, "the same names in a file, for development; read by django-environ"),
        Named(
            "secret files (NAME_FILE)",
            Use.USED,
            "what Docker and Kubernetes mount; keeps secrets out of `ps` and dumps",
        ),
        Named("django-environ", Use.USED, "for the syntax of .env and of mail addresses"),
        Named("dataclass of variables", Use.USED, "one table: .env.example, checks, page and command are made from it"),
        Named("os.getenv", Use.COMPARED, "the twin: no type, no check, found out where it hurts"),
        Named("os.environ[...]", Use.NOT_USED, "stops at the first missing name, at the time of its first use"),
        Named("pydantic-settings", Use.NOT_USED, "the same idea; a validation library more for fifteen variables"),
        Named("python-decouple", Use.NOT_USED, "typed reading, but each problem by itself"),
        Named("settings per environment", Use.USED, "local, test and production differ in code, not in values"),
    ),
)
