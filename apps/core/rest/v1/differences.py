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
)
