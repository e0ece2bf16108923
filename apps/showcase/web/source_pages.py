"""Files that scenarios name, in full, with an anchor for each line."""

from django.http import Http404, HttpRequest, HttpResponse

from apps.core.policy import PUBLIC, door
from apps.showcase.web.highlighting import highlight, numbered
from apps.showcase.web.showing import show
from apps.showcase.web.sources import language_of, read


@door(GET=PUBLIC)
def source_page(request: HttpRequest, path: str) -> HttpResponse:
    text = read(path)
    if text is None:
        raise Http404
    lines = numbered(highlight(text.rstrip("\n"), language=language_of(path)))
    return show(request, "showcase/source.html", {"path": path, "lines": lines})
