"""The mails that the shop sent while developing: what the catcher of `make run` put into var/mail."""

import mailbox
from dataclasses import dataclass
from datetime import UTC, datetime
from email.header import decode_header, make_header
from email.message import EmailMessage, Message
from email.parser import BytesParser
from email.policy import default
from pathlib import Path

from csp.constants import NONE, SELF, UNSAFE_INLINE
from csp.decorators import csp
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.clickjacking import xframe_options_sameorigin

from apps.core.policy import Policy, door
from apps.showcase.web.showing import show

MAILBOX = Policy(signed_in=False, development=True)
NEWEST = 100
# Mails style inline. No scripts, no forms, nothing from elsewhere; links open beside the page.
HTML_POLICY = {
    "default-src": [NONE],
    "style-src": [UNSAFE_INLINE],
    "img-src": ["data:"],
    "frame-ancestors": [SELF],
    "sandbox": ["allow-popups"],
}


@dataclass(frozen=True)
class Mail:
    """One mail; `key` is the name of its file in the mailbox."""

    key: str
    sender: str
    recipient: str
    subject: str
    sent_at: datetime | None
    text: str
    html: str


@door(GET=MAILBOX)
def mailbox_page(request: HttpRequest) -> HttpResponse:
    return show(request, "showcase/mailbox.html", {"mails": mails()}, section="mailbox")


@door(GET=MAILBOX)
def mail_page(request: HttpRequest, key: str) -> HttpResponse:
    return show(request, "showcase/mail.html", {"mail": found(key)}, section="mailbox")


@door(GET=MAILBOX)
@xframe_options_sameorigin
@csp(HTML_POLICY)  # type: ignore[arg-type] # its stubs know views without arguments
def mail_html(request: HttpRequest, key: str) -> HttpResponse:
    """The HTML part alone, for the frame of its page: a document that can do nothing but look."""
    return HttpResponse(found(key).html)


def found(key: str) -> Mail:
    """The mail with this key. Raises Http404."""
    box = open_box()
    if box is None or key not in box:
        raise Http404
    return read(key, box[key])


def folder() -> Path:
    return settings.BASE_DIR / "var" / "mail"


def open_box() -> mailbox.Maildir | None:
    """The mailbox; None while no mail catcher has made one."""
    return mailbox.Maildir(folder(), create=False) if (folder() / "new").is_dir() else None


def mails() -> list[Mail]:
    """The newest mails, newest first."""
    box = open_box()
    if box is None:
        return []
    newest = sorted(box.keys(), reverse=True)[:NEWEST]
    return [read(key, box[key]) for key in newest]


def read(key: str, message: Message) -> Mail:
    """A mail as people read it: decoded headers, the plain text and the HTML part."""
    mail = BytesParser(policy=default).parsebytes(message.as_bytes())
    assert isinstance(mail, EmailMessage)
    text, html = (mail.get_body((part,)) for part in ("plain", "html"))
    date = mail["date"]
    return Mail(
        key=key,
        sender=decoded(mail["from"]),
        recipient=decoded(mail["to"]),
        subject=decoded(mail["subject"]) or "(no subject)",
        sent_at=date.datetime.astimezone(UTC) if date is not None and date.datetime is not None else None,
        text=text.get_content() if text is not None else "",
        html=html.get_content() if html is not None else "",
    )


def decoded(header: object) -> str:
    return str(make_header(decode_header(str(header)))) if header is not None else ""
