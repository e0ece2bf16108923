"""The lab's pairs, and the building of its databases, as experiments that are run like those of any scenario."""

from django import forms

from apps.showcase.lab.comparing import ALL_SIZES, BESIDES_SECONDS, MEGABYTES
from apps.showcase.lab.pairs import Pair, Way
from apps.showcase.lab.processes import Limits
from apps.showcase.lab.sizes import SIZES, SMALLEST
from apps.showcase.scenarios.scenario import Code, Experiment

SECONDS = [(10, "10 seconds"), (30, "30 seconds"), (120, "2 minutes")]


class PairForm(forms.Form):
    size = forms.ChoiceField(
        label="Table",
        choices=[*((size.slug, size.title) for size in SIZES), (ALL_SIZES, "all that are built")],
        initial=SMALLEST.slug,
    )
    seconds = forms.TypedChoiceField(label="At most", choices=SECONDS, coerce=int, initial=30)


class BuildForm(forms.Form):
    size = forms.ChoiceField(label="Table", choices=[(size.slug, size.title) for size in SIZES], initial=SMALLEST.slug)


def experiment_of(pair: Pair) -> Experiment:
    """The run of a pair. All sizes together may take as long as all their limits."""
    longest = len(SIZES) * (SECONDS[-1][0] + BESIDES_SECONDS)
    return Experiment(
        slug=pair.slug,
        title=pair.title,
        about=pair.lede,
        form=PairForm,
        target="apps.showcase.lab.comparing:run_pair",
        given={"pair": pair.slug},
        limits=Limits(seconds=longest, megabytes=MEGABYTES),
        cost="in the lab's own database, in a transaction that is rolled back",
        answer=(code_of(pair.tuned),),
        twin=(code_of(pair.naive),),
        answer_title=pair.tuned.title,
        twin_title=pair.naive.title,
        long=True,
    )


def code_of(way: Way) -> Code:
    """The function of a way, as the page shows it."""
    return Code(f"{way.run.__module__}.{way.run.__qualname__}", way.marks)


BUILD = Experiment(
    slug="build",
    title="Build a database of the lab",
    about="Made beside the shop's, migrated, and filled through the shop's own import.",
    form=BuildForm,
    target="apps.showcase.lab.building:build",
    limits=Limits(seconds=900, megabytes=MEGABYTES),
    cost="; ".join(f"{size.title}: about {size.seconds} s and {size.megabytes} MB" for size in SIZES),
    answer=(),
    twin=(),
    long=True,
)
