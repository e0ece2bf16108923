"""The query lab: what there is, and one experiment with its runs."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse

from apps.core.errors import DomainError
from apps.core.policy import PUBLIC, door, holders
from apps.showcase.lab.experiments import find_exhibit
from apps.showcase.lab.pairs import Exhibit, Pair
from apps.showcase.lab.runs import PERMISSION, WHO_RUNS, start_run
from apps.showcase.lab.sizes import stands
from apps.showcase.lab.telling import side
from apps.showcase.models import LAB, Run
from apps.showcase.registry import find
from apps.showcase.scenarios.s21_slow_query.runs import BUILD, code_of
from apps.showcase.scenarios.scenario import Scenario
from apps.showcase.web.lab_cards import groups
from apps.showcase.web.scenario_pages import RUNS, asked, form_of, readable_runs
from apps.showcase.web.showing import show

EARLIER = 8


def scenario() -> Scenario:
    found = find(LAB)
    assert found is not None
    return found


@door(GET=PUBLIC)
def lab_page(request: HttpRequest) -> HttpResponse:
    building = Run.objects.filter(scenario=LAB, experiment=BUILD.slug).select_related("job", "owner").first()
    context = {
        "scenario": scenario(),
        "groups": groups(),
        "stands": stands(),
        "building": building,
        "one": {"readable": readable(request, building), "asked": asked(BUILD, building)},
        "may_run": request.user.has_perm(PERMISSION),
    }
    return show(request, "showcase/lab/index.html", context, section="lab")


@door(GET=PUBLIC)
def experiment_page(request: HttpRequest, slug: str) -> HttpResponse:
    pair = exhibit_or_404(slug)
    runs = Run.objects.filter(scenario=LAB, experiment=slug).select_related("job", "owner")
    return page(request, pair, runs.first())


@door(GET=RUNS)
def run_page(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """The experiment as one run left it: the run's address for good. A run that built a size stands in the lab."""
    run = run_or_404(request, slug, pk)
    if slug == BUILD.slug:
        return HttpResponseRedirect(f"{reverse('showcase:lab')}#sizes")
    return page(request, exhibit_or_404(slug), run, only=run)


@door(GET=RUNS)
def run_json(request: HttpRequest, slug: str, pk: int) -> JsonResponse:
    """The same for programs."""
    run = run_or_404(request, slug, pk)
    return JsonResponse(
        {
            "run": run.pk,
            "experiment": run.experiment,
            "parameters": run.parameters,
            "owner": str(run.owner),
            "started_at": run.started_at,
            "finished_at": run.finished_at,
            "seconds": run.seconds,
            "going_on": run.going_on,
            "cause": run.why_no_result,
            "result": run.result,
        }
    )


@door(POST=holders(PERMISSION, words=WHO_RUNS))
def start(request: HttpRequest, slug: str) -> HttpResponse:
    experiment = scenario().experiment(slug)
    if experiment is None:
        raise Http404
    form = experiment.form(request.POST, prefix=slug, label_suffix="")
    back = reverse("showcase:lab") if slug == BUILD.slug else reverse("showcase:lab-experiment", args=[slug])
    if not form.is_valid():
        for name, errors in form.errors.items():
            messages.error(request, f"{form.fields[name].label}: {' '.join(map(str, errors))}")
        return HttpResponseRedirect(back)
    try:
        run = start_run(scenario=scenario(), experiment=experiment, parameters=form.cleaned_data, by=request.user)
    except DomainError as error:
        messages.error(request, error.message)
        return HttpResponseRedirect(back)
    return HttpResponseRedirect(run.get_absolute_url())


def readable(request: HttpRequest, run: Run | None) -> bool:
    return run is not None and readable_runs(request).filter(pk=run.pk).exists()


def run_or_404(request: HttpRequest, slug: str, pk: int) -> Run:
    return get_object_or_404(
        readable_runs(request).select_related("job", "owner"), pk=pk, scenario=LAB, experiment=slug
    )


def exhibit_or_404(slug: str) -> Exhibit:
    found = find_exhibit(slug)
    if found is None:
        raise Http404
    return found


def page(request: HttpRequest, pair: Exhibit, run: Run | None, *, only: Run | None = None) -> HttpResponse:
    experiment = scenario().experiment(pair.slug)
    assert experiment is not None
    found, result = stands(), (run.result or {}) if run else {}
    last = result["measured"][-1] if "measured" in result else None
    context = {
        "scenario": scenario(),
        "pair": pair,
        "measures": isinstance(pair, Pair),
        "experiment": experiment,
        "form": form_of(experiment, only or run),
        "stands": found,
        "built": any(stand.built_at for stand in found),
        "run": run,
        "only": only,
        "one": {"readable": readable(request, run), "asked": asked(experiment, run)},
        "last": last,
        "ways": ways_of(pair, last),
        "earlier": earlier(request, pair),
        "read_next": [other for slug in pair.read_next if (other := find_exhibit(slug))],
        "may_run": request.user.has_perm(PERMISSION),
    }
    return show(request, "showcase/lab/experiment.html", context, section="lab")


def ways_of(pair: Exhibit, measured: dict[str, Any] | None) -> list[dict[str, Any]]:
    """Each way with its code and what was measured of it, the tuned one first."""
    told = {way["name"]: way for way in measured["ways"]} if measured else {}
    return [
        {
            "name": name,
            "way": way,
            "code": code_of(way),
            "told": told.get(name),
            "side": side(told[name], name != "naive", "", measured["counts"]) if measured and name in told else None,
        }
        for name, way in sorted(pair.ways.items(), key=lambda item: item[0] != "tuned")
    ]


def earlier(request: HttpRequest, pair: Exhibit) -> list[Any]:
    """The newest runs with a result, for those who may read runs: who, when, at which size, what it said."""
    runs = readable_runs(request).filter(scenario=LAB, experiment=pair.slug, result__summary__isnull=False)
    return list(runs.order_by("-id").values("pk", "started_at", "owner__name", "result__summary")[:EARLIER])
