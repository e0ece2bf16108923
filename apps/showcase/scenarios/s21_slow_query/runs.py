"""The lab's pairs, and the building of its databases, as experiments that are run like those of any scenario."""

from typing import Any

from django import forms

from apps.showcase.lab.comparing import ALL_SIZES, BESIDES_SECONDS, MEGABYTES
from apps.showcase.lab.pairs import Exhibit, Pair, Way
from apps.showcase.lab.processes import Limits
from apps.showcase.lab.sizes import SIZES, SMALLEST
from apps.showcase.lab.timelines import SECONDS as STORY_SECONDS
from apps.showcase.scenarios.scenario import Code, Experiment

SECONDS = [(10, "10 seconds"), (30, "30 seconds"), (120, "2 minutes")]
STARTS_SECONDS = 60


class PairForm(forms.Form):
    size = forms.ChoiceField(
        label="Table",
        choices=[*((size.slug, size.title) for size in SIZES), (ALL_SIZES, "all that are built")],
        initial=SMALLEST.slug,
    )
    seconds = forms.TypedChoiceField(label="Rounds at most", choices=SECONDS, coerce=int, initial=30)


class SizeForm(forms.Form):
    size = forms.ChoiceField(label="Table", choices=[(size.slug, size.title) for size in SIZES], initial=SMALLEST.slug)


def experiment_of(exhibit: Exhibit) -> Experiment:
    """The run of a pair or of a story. All sizes of a pair may take as long as all their limits together."""
    run: dict[str, Any]
    if isinstance(exhibit, Pair):
        run = {
            "form": PairForm,
            "target": "apps.showcase.lab.comparing:run_pair",
            "given": {"pair": exhibit.slug},
            "limits": Limits(seconds=len(SIZES) * (SECONDS[-1][0] + BESIDES_SECONDS), megabytes=MEGABYTES),
            "cost": "in the lab's own database, in a transaction that is rolled back",
        }
    else:
        run = {
            "form": SizeForm,
            "target": "apps.showcase.lab.timelines:run_story",
            "given": {"story": exhibit.slug},
            "limits": Limits(seconds=STORY_SECONDS + STARTS_SECONDS, megabytes=MEGABYTES),
            "cost": "two sessions in the lab's own database; what they commit is put back",
        }
    return Experiment(
        slug=exhibit.slug,
        title=exhibit.title,
        about=exhibit.lede,
        answer=(code_of(exhibit.tuned),),
        twin=(code_of(exhibit.naive),),
        answer_title=exhibit.tuned.title,
        twin_title=exhibit.naive.title,
        long=True,
        **run,
    )


def code_of(way: Way) -> Code:
    """The function of a way, as the page shows it."""
    return Code(f"{way.run.__module__}.{way.run.__qualname__}", way.marks)


BUILD = Experiment(
    slug="build",
    title="Build a database of the lab",
    about="Made beside the shop's, migrated, and filled through the shop's own import.",
    form=SizeForm,
    target="apps.showcase.lab.building:build",
    limits=Limits(seconds=900, megabytes=MEGABYTES),
    cost="; ".join(f"{size.title}: about {size.seconds} s and {size.megabytes} MB" for size in SIZES),
    answer=(),
    twin=(),
    long=True,
)
