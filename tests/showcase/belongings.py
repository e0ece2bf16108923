"""What the walk through every route asks those of the showcase for."""

from apps.accounts.models import User
from apps.core.models import Job
from apps.showcase.models import LAB, Run
from apps.showcase.web.sources import readable_paths
from tests.matrix.belongings import NO_ROW, NOTHING, Factory, nobodys, thing

SCENARIO, PAIR = "duplicates", "n-plus-one"


def runs_of(person: User) -> dict[str, int]:
    """A finished run of an experiment and of a pair of the lab, by scenario."""
    return {
        scenario: Run.objects.create(
            scenario=scenario,
            experiment=experiment,
            owner=person,
            job=Job.objects.create(kind="showcase.scenario_run", owner=person, state="succeeded"),
            result={},
        ).pk
        for scenario, experiment in ((SCENARIO, "compare"), (LAB, PAIR))
    }


def run(where: str, scenario: str) -> Factory:
    return lambda has, _: [where, has.runs.get(scenario, NO_ROW)]


FACTORIES: dict[str, Factory] = {
    "showcase:scenario": thing(SCENARIO, "nothing"),
    "showcase:start": nobodys(lambda has, _: ["nothing" if has is NOTHING else SCENARIO, "compare"]),
    "showcase:run": run(SCENARIO, SCENARIO),
    "showcase:progress": run(SCENARIO, SCENARIO),
    "showcase:cancel": run(SCENARIO, SCENARIO),
    "showcase:lab-experiment": thing(PAIR, "nothing"),
    "showcase:lab-start": thing(PAIR, "nothing"),
    "showcase:lab-run": run(PAIR, LAB),
    "showcase:lab-run-json": run(PAIR, LAB),
    "showcase:lab-way": nobodys(lambda has, _: [PAIR, "naive"]),
    "showcase:source": nobodys(lambda has, _: ["apps/nothing.py" if has is NOTHING else min(readable_paths())]),
    "showcase:mail": thing("1", "2"),
    "showcase:mail-html": thing("1", "2"),
}
