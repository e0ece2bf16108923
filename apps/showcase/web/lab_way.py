"""Development: one way of an experiment alone, on an ordinary page, for the debug toolbar to look at."""

from functools import partial
from itertools import islice
from typing import Any

from django.db import OperationalError
from django.http import Http404, HttpRequest, HttpResponse

from apps.core.policy import Policy, door
from apps.showcase.lab.experiments import find_pair
from apps.showcase.lab.runs import PERMISSION, WHO_RUNS
from apps.showcase.lab.sizes import SMALLEST, stand_of
from apps.showcase.lab.states import LabBusy
from apps.showcase.lab.trying import Tried, try_way
from apps.showcase.scenarios.s21_slow_query.runs import code_of
from apps.showcase.toolbar.watching import current_panel, watched_by
from apps.showcase.web.showing import show

SHOWN = 20


@door(GET=Policy(any_of=(PERMISSION,), words=WHO_RUNS, development=True))
def way_page(request: HttpRequest, slug: str, way: str) -> HttpResponse:
    """Runs the way on few rows of the smallest size. 404 outside development and for a way that there is not."""
    pair = find_pair(slug)
    if pair is None or way not in pair.ways:
        raise Http404
    context: dict[str, Any] = {"pair": pair, "name": way, "way": pair.ways[way], "code": code_of(pair.ways[way])}
    context["ways"] = pair.ways
    if not stand_of(SMALLEST.slug).ready:
        return show(request, "showcase/lab/way_page.html", context | {"size": SMALLEST}, section="lab", status=409)
    try:
        # Named before the thread's connection changes: the panel hangs on the shop's.
        tried = try_way(pair, way, size=SMALLEST.slug, watch=partial(watched_by, current_panel()))
    except LabBusy as error:
        return show(request, "showcase/lab/way_page.html", context | {"busy": error}, section="lab", status=409)
    except OperationalError as error:  # it took too long, or the server went
        return show(request, "showcase/lab/way_page.html", context | {"stopped": error}, section="lab", status=503)
    return show(request, "showcase/lab/way_page.html", context | told(tried), section="lab")


def told(tried: Tried) -> dict[str, Any]:
    """What it gave, the first rows of it, and what it asked, most often first."""
    rows = list(islice(tried.result, SHOWN)) if isinstance(tried.result, list | tuple) else [tried.result]
    return {
        "tried": tried,
        "count": tried.recorder.count,
        "rows": rows,
        "more": len(tried.result) - len(rows) if isinstance(tried.result, list | tuple) else 0,
        "sent": sorted(tried.recorder.sent.values(), key=lambda one: -one.count),
        "watched": current_panel() is not None,
    }
