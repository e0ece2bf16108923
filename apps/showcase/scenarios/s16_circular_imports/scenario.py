"""What the page of exhibit 16 says."""

from django import forms

from apps.showcase.lab.processes import Limits
from apps.showcase.scenarios.scenario import Code, Excerpt, Experiment, Named, Scenario, Use

HERE = "apps.showcase.scenarios.s16_circular_imports"


class NothingToChoose(forms.Form):
    """The input is the code itself."""


SCENARIO = Scenario(
    number=16,
    slug="circular-imports",
    title="No circular imports",
    question="Two modules need each other. How do you import them, and how do you keep it from happening again?",
    sentence="The import graph of this shop on its floors, and a planted cycle with its three cures.",
    answer="""
        A cycle is not an import problem but a question of who may know whom. The shop answers it once: apps stand on
        floors, an app imports only from floors below, and what an upper floor has to show on a lower one is handed
        down through a registry. Each app has rooms that follow the same rule.

        The rule is kept by a machine. Contracts in `pyproject.toml` are checked with the tests, and another test
        breaks each of them on purpose to see that it is caught.
    """,
    serves=(
        Excerpt("pyproject.toml", 'id = "floors"', says="The contract: floors from the top, checked by import-linter."),
        Code(
            "apps.catalog.rules.sequences.unique_in_order",
            says="Shared module below: catalog and orders both need it, so it stands on the lower of their floors.",
        ),
        Code(
            "apps.accounts.models.user.UserManager.create_superuser",
            ("from apps.accounts.services.people import create_owner",),
            "Import inside the function: where Django's own interface leaves no other way. The contract names it.",
        ),
        Code(
            "apps.payments.apps.PaymentsConfig",
            ("detail_panels",),
            "Dependency passed in: orders show payments on their page without knowing them, because payments puts its "
            "panel into a registry that the page reads.",
        ),
    ),
    experiments=(
        Experiment(
            slug="compare",
            title="Read the imports, plant a cycle",
            about="The graph is read from the code as it is now. The cycle and its cures are written to a temporary"
            " folder and judged twice: by Python, which runs them, and by import-linter.",
            form=NothingToChoose,
            target=f"{HERE}.experiment:compare",
            limits=Limits(seconds=60, megabytes=800),
            cost="about 10 s in processes of their own; no database is touched",
            answer=(Code(f"{HERE}.graph.upward"),),
            twin=(Code(f"{HERE}.planted.cycle", ("from gallery.invoices import", "from gallery.orders import")),),
            twin_title="Broken twin: two modules in a circle",
            needs=("grimp", "importlinter"),
        ),
    ),
    tests=(
        "tests/test_contracts.py::test_the_shop_keeps_every_contract",
        "tests/test_contracts.py::test_a_contract_catches",
        "tests/test_contracts.py::test_every_contract_is_broken_once_on_purpose",
        "tests/showcase/scenarios/test_circular_imports.py::test_the_planted_cycle_neither_runs_nor_passes_the_linter",
        "tests/showcase/scenarios/test_circular_imports.py::test_every_import_of_the_shop_goes_down",
    ),
    document="docs/house.md",
    curl="make contracts",
    named=(
        Named("import-linter", Use.USED, "contracts as configuration: floors, rooms, forbidden and protected modules"),
        Named("grimp", Use.USED, "reads imports from the syntax tree, without running anything"),
        Named("shared module below", Use.USED, "the cure that also makes the design say what it means"),
        Named("dependency passed in", Use.USED, "registries and events: down you call, up you publish"),
        Named(
            "import inside the function", Use.COMPARED, "cures the crash, not the cycle; the contract names each one"
        ),
        Named("import module instead of from", Use.NOT_USED, "moves the failure to the first call"),
        Named("TYPE_CHECKING", Use.USED, "for annotations alone; nothing is imported when the program runs"),
        Named("strings as references to models", Use.USED, "Django resolves them after all models are there"),
        Named("everything into one file", Use.NOT_USED, "no cycle, and no structure either"),
    ),
)
