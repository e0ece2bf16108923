"""`If-Match`: who changes a row says which state of it they have read (RFC 9110, section 13.1.1; RFC 6585, section 3).

Two people read, both change, the second one overwrites what they have never seen: a lost update. The validator that
`GET` gave names the state; it is compared while the row is locked, so of many who read the same state one changes it.
"""

from django.utils.http import parse_etags
from rest_framework.exceptions import APIException, ErrorDetail, ValidationError
from rest_framework.request import Request

HEADER = "If-Match"


class PreconditionRequired(APIException):
    """The address changes nothing for those who do not say what they have read."""

    status_code, default_code = 428, "precondition_required"


class PreconditionFailed(APIException):
    """The row is not any more as the caller has read it."""

    status_code, default_code = 412, "precondition_failed"


def check_if_match(request: Request, etag: str, *, required: bool) -> None:
    """Compare `If-Match` with the row's validator, strongly: what a proxy has made weak does not match.

    `*` matches every state. Raises PreconditionFailed, PreconditionRequired where it is missing, and ValidationError
    where it names no validator.
    """
    header = request.headers.get(HEADER)
    if header is None:
        if required:
            raise PreconditionRequired
        return
    named = parse_etags(header)
    if not named:
        words = "Send the ETag of the answer that you have read, with its quotes."
        raise ValidationError({HEADER: [ErrorDetail(words, "malformed_header")]})
    if named != ["*"] and etag not in named:
        raise PreconditionFailed
