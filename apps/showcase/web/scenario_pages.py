"""A scenario's page: question, answer, experiments with their last runs, code, proof."""

from importlib.util import find_spec
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse

from apps.core.errors import DomainError
from apps.core.jobs import cancel
from apps.core.policy import PUBLIC, Policy, door, holders
from apps.showcase.lab.runs import PERMISSION, WHO_RUNS, newest, start_run
from apps.showcase.models import Run
from apps.showcase.registry import find, scenarios
from apps.showcase.scenarios.scenario import Experiment, Scenario
from apps.showcase.web.lab_cards import groups
from apps.showcase.web.showing import show

LARGEST_FILE = 16_000_000
# Whose runs somebody finds says `visible_to`; while developing, strangers find all.
RUNS = Policy(signed_in=False, all_rows=("showcase.view_run", PERMISSION))


@door(GET=PUBLIC)
def scenario_page(request: HttpRequest, slug: str) -> HttpResponse:
    scenario = live_or_404(slug)
    return page(request, scenario, newest(scenario))


@door(GET=RUNS)
def run_page(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """The scenario as one run left it: the run's address for good."""
    scenario = live_or_404(slug)
    run = get_object_or_404(readable_runs(request).select_related("job", "owner"), pk=pk, scenario=slug)
    if scenario.lab:
        return HttpResponseRedirect(run.get_absolute_url())
    return page(request, scenario, {run.experiment: run}, only=run)


@door(POST=holders(PERMISSION, words=WHO_RUNS, file_bytes=LARGEST_FILE))
def start(request: HttpRequest, slug: str, experiment: str) -> HttpResponse:
    scenario = live_or_404(slug)
    found = scenario.experiment(experiment)
    if found is None or scenario.lab:  # the lab starts its own
        raise Http404
    form = found.form(request.POST, request.FILES, prefix=found.slug, label_suffix="")
    if not form.is_valid():
        return page(request, scenario, newest(scenario), filled={found.slug: form}, status=422)
    try:
        run = start_run(scenario=scenario, experiment=found, parameters=form.cleaned_data, by=request.user)
    except DomainError as error:
        messages.error(request, error.message)
        return HttpResponseRedirect(reverse("showcase:scenario", args=[slug]))
    return HttpResponseRedirect(f"{run.get_absolute_url()}#{found.slug}")


@door(GET=RUNS)
def progress(request: HttpRequest, slug: str, pk: int) -> JsonResponse:
    """How far a run is, for the page that watches it."""
    run = get_object_or_404(readable_runs(request).select_related("job"), pk=pk, scenario=slug)
    job = run.job
    return JsonResponse(
        {
            "going_on": run.going_on,
            "done": job.done if job else 0,
            "total": job.total if job else None,
            "note": job.progress_note if job else "",
            "state": job.get_state_display() if job else "",
        }
    )


@door(POST=RUNS)
def cancel_run(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    run = get_object_or_404(readable_runs(request).select_related("job"), pk=pk, scenario=slug)
    if run.job is None:
        raise Http404
    try:
        cancel(job=run.job, by=request.user)
        messages.info(request, "The run is asked to stop.")
    except DomainError as error:
        messages.error(request, error.message)
    return HttpResponseRedirect(run.get_absolute_url())


def readable_runs(request: HttpRequest) -> QuerySet[Run]:
    """Runs whose owner, parameters and texts the visitor may read; while developing, everybody reads all."""
    return Run.objects.all() if settings.DEBUG else Run.objects.visible_to(request.user)


def live_or_404(slug: str) -> Scenario:
    scenario = find(slug)
    if scenario is None or not scenario.live:
        raise Http404
    return scenario


def page(
    request: HttpRequest,
    scenario: Scenario,
    runs: dict[str, Run],
    *,
    only: Run | None = None,
    filled: dict[str, forms.Form] | None = None,
    status: int = 200,
) -> HttpResponse:
    shown = [one for one in scenario.experiments if not scenario.lab and (only is None or one.slug == only.experiment)]
    live = [one for one in scenarios() if one.live]
    readable = set(readable_runs(request).filter(pk__in=[run.pk for run in runs.values()]).values_list("pk", flat=True))
    place = live.index(scenario)
    context = {
        "scenario": scenario,
        "only": only,
        "groups": groups() if scenario.lab else [],
        "experiments": [
            {
                "experiment": one,
                "form": (filled or {}).get(one.slug) or form_of(one, runs.get(one.slug) if only else None),
                "run": runs.get(one.slug),
                "readable": one.slug in runs and runs[one.slug].pk in readable,
                "asked": asked(one, runs.get(one.slug)),
                "missing": [name for name in one.needs if find_spec(name) is None],
            }
            for one in shown
        ],
        "may_run": request.user.has_perm(PERMISSION),
        "before": live[place - 1] if place else None,
        "after": live[place + 1] if place + 1 < len(live) else None,
        "address": request.build_absolute_uri("/").rstrip("/"),
    }
    return show(request, "showcase/scenario.html", context, status=status)


def asked(experiment: Experiment, run: Run | None) -> list[tuple[str, Any]]:
    """What a run was given, in the words and the order of the form; what was left empty is left out."""
    given = {name: value for name, value in run.parameters.items() if value not in (None, "")} if run else {}
    fields = experiment.form.base_fields
    others = [(name, value) for name, value in given.items() if name not in fields]
    return others + [in_words(name, field, given[name]) for name, field in fields.items() if name in given]


def in_words(name: str, field: forms.Field, value: Any) -> tuple[str, Any]:
    """A field and its choice as the form calls them; a value without choices as it is."""
    choices = {str(choice): words for choice, words in getattr(field, "choices", ())}
    return str(field.label or name), choices.get(str(value), value)


def form_of(experiment: Experiment, run: Run | None) -> forms.Form:
    """The form as it starts, or as it was when the run was asked for."""
    initial: dict[str, Any] = dict(run.parameters) if run else {}
    return experiment.form(prefix=experiment.slug, initial=initial, label_suffix="")
