"""Which tests one of the parallel processes runs together, because they share something costly."""

from xdist.scheduler import LoadScopeScheduling

BROWSER = "tests/browser/"
# Modules with a costly fixture: programs that run, a database of its own, a copy of the tree.
MODULES = {
    "tests/browser/test_accessibility.py",  # half of the browser's time: a process of its own
    "tests/core/observability/test_logs.py",
    "tests/showcase/scenarios/test_configuration.py",
    "tests/showcase/scenarios/test_logging.py",
    "tests/showcase/scenarios/test_million_rows.py",
    "tests/showcase/scenarios/test_sort_by_several.py",
    "tests/showcase/test_shop_without_showcase.py",
    "tests/test_contracts.py",
    "tests/test_types.py",
}


# The smallest database of the query lab.
LAB = {
    f"tests/showcase/lab/test_{name}.py"
    for name in ("experiments", "filling", "indexes", "killed", "stories", "trying")
}


class Together(LoadScopeScheduling):
    """Hands out tests one by one, but these at once and first, so that both processes are busy to the end."""

    def _split_scope(self, nodeid: str) -> str:
        module = nodeid.partition("::")[0]
        if module.startswith(BROWSER) and module not in MODULES:
            return BROWSER
        if module in LAB:
            return "tests/showcase/lab/"
        return module if module in MODULES else nodeid
