"""What is otherwise in version 1 whatever it is about."""

from apps.core.rest.versions import Difference

DIFFERENCES = (
    Difference(
        "amounts",
        "numbers, `12.500`",
        'strings, `"12.500"`',
        "Read the text with a decimal type. Most programs make a float of a number, which loses digits.",
    ),
    Difference(
        "lists",
        "numbered pages: `page`, `page_size`, `count`, `count_is_exact`",
        "cursors: `limit`, and no count",
        "Follow `next` until it is null. Rows that come or go meanwhile are then neither doubled nor missed.",
    ),
    Difference(
        "answers",
        "whole",
        "`expand` and `fields` choose",
        "Nothing to do; without them version 2 answers whole, too, with links to what is elsewhere.",
    ),
    Difference(
        "writing",
        "`If-Match` and `Idempotency-Key` may be sent",
        "`PATCH` wants `If-Match`, `POST` an `Idempotency-Key`",
        "Send the `ETag` of what was read, and a new key with each thing that is to be made once.",
    ),
    Difference(
        "errors",
        "`errors[].field`",
        "`errors[].pointer`, `parameter` or `header` beside it",
        "Nothing to do; a pointer (RFC 6901) finds the value without being taken apart.",
    ),
)
