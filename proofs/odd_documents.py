"""JSON documents that have broken programs, each with what a strict reader says of it."""

from dataclasses import dataclass
from itertools import product
from json import dumps

from proofs.odd_strings import STRINGS, UNSTORABLE

MALFORMED, DEEP, TWICE, RANGE, TEXT = (
    "malformed_json", "json_too_deep", "json_duplicate_member", "json_number_out_of_range", "json_unstorable_text",
)  # fmt: skip


@dataclass(frozen=True)
class Odd:
    """A document; with a `code` it must be refused with it, without one it may be taken or refused."""

    body: bytes
    code: str = ""


NOT_JSON = (
    rb"{", rb"}", rb"[", rb"]", rb"[1", rb"1]", rb'{"a"', rb'{"a":', rb'{"a":1', rb'{"a" 1}', rb'{"a":}', rb"{:1}",
    rb"{1:1}", rb"{a:1}", rb"{'a':1}", rb'{"a":1,}', rb'{,"a":1}', rb'{"a":1,,"b":2}', rb'{"a":1 "b":2}', rb'{"a",1}',
    rb'{"a"=1}', rb'{"a"::1}', rb'{null:1}', rb'{[]:1}', rb'{"a":1}}', rb'{"a":1]', rb"[1}", rb"[1,]", rb"[,1]",
    rb"[1,,2]", rb"[,]", rb"[1 2]", rb"[1:2]", rb"[]]", rb"[[]", rb"[][]", rb"{}{}", rb"1 1", rb"null null",
    rb'"a" "b"', rb"[1]x", rb"x[1]", rb"//x", rb"[1]//x", rb"[1]/*x*/", rb"/**/[1]", rb"#[1]", rb"[1]#x", rb"nul",
    rb"nulll", rb"Null", rb"NULL", rb"tru", rb"True", rb"TRUE", rb"fals", rb"False", rb"undefined", rb"None", rb"nan",
    rb"NaN", rb"[NaN]", rb"-NaN", rb"Infinity", rb"-Infinity", rb"[+Infinity]", rb"inf", rb'{"a":NaN}',
    rb'{"a":-Infinity}', rb"'a'", rb"`a`", rb'"', rb'"a', rb'a"', b'"\\"', rb'"\x41"', rb'"\u"', rb'"\u00"',
    rb'"\u00G0"', rb'"\U00000041"', rb'"\a"', b'"\\\'"', rb'"\0"', rb'"\u{41}"', b'["a\\]', rb'"\ud800\u"', b'"\n"',
    b'"\t"', b'"\x01"', b'"\x1f"', b'"a\x00b"', b"\x00", b"[\x00]", b"\x0b[]", b"\xa0[]", b"[1]\x00", b"\xc2\xa0[]",
    b"\xe2\x80\x8b{}", b"<a/>", b"<!doctype html>", b"a=1&b=2", b"---\na: 1", b"(1)", b"function(){}", b"new Date()",
    b"=1+1", b"while(1);[]", b")]}',\n[]", b"callback([])", b"data:application/json,[]", b"\x80\x04K\x01.",
    b"\x81\xa1a\x01", b"PK\x03\x04", b"\x1f\x8b\x08\x00", b"%7B%7D", b"&#123;&#125;",
)  # fmt: skip
NOT_UTF8 = (
    b"\xef\xbb\xbf[]", b"\xef\xbb\xbf{}", b"\xfe\xff\x00[\x00]", b"\xff\xfe[\x00]\x00", b"[\x00]\x00", b"\x00[\x00]",
    b'"\xe9"', b'"\xff"', b'"\xc0\x80"', b'"\xc0\xaf"', b'"\xe0\x80\xaf"', b'"\xed\xa0\x80"', b'"\xed\xbf\xbf"',
    b'"\xf4\x90\x80\x80"', b'"\xf8\x88\x80\x80\x80"', b'"\xc3"', b'"\xe2\x82"', b'"\xf0\x9f\x98"', b'"\x80"',
    b'{"\xff":1}', '"é"'.encode("utf-16"), '{"a": "é"}'.encode("latin-1"), "[]".encode("utf-32"),
    '"日"'.encode("shift_jis"),
)  # fmt: skip
NOT_NUMBERS = (
    "+1", ".1", "1.", "1.e1", "-", "--1", "-.1", "+-1", "01", "-01", "00", "0x1", "0b1", "0o7", "1e", "1e+", "1e1.5",
    "1E", "e1", "1_000", "1,000.0.0", "1 000", "1.2.3", "1f", "1L", "1n", "1d", "١", "１", "½", "−1", "1e１", "0e",
    "-e1", "0.", "٠.١", "1‚5", "∞", "9" * 4_400, "1e9999999999999999999999", "-1e-9999999999999999999999",
)  # fmt: skip
OUT_OF_RANGE = (
    "9" * 41, "-" + "9" * 41, "1" + "0" * 40, "9" * 4_299, "1e40", "-1e40", "1e999999", "1E+400", "1e-41",
    "0." + "0" * 41 + "1", "0." + "1" * 41, "1.5e308", "-1.5e309", "5e-324", "1" * 30 + "." + "1" * 11,
)  # fmt: skip
ODD_NUMBERS = (
    "0", "-0", "-0.0", "0e0", "0E+39", "1E-39", "1.0", "1e2", "9" * 40, "9007199254740993", "2147483648",
    "-2147483649", "9223372036854775808", "-9223372036854775809", "18446744073709551616", "0.1", "1e19", "1e20",
    "1.7976931348623157e38",
)  # fmt: skip
DUPLICATES = (
    rb'{"a":1,"a":1}', rb'{"a":1,"a":2}', rb'{"a":1,"\u0061":2}', rb'{"":1,"":2}', rb'[{"a":{"b":1,"b":2}}]',
    rb'{"a":[],"b":1,"a":{}}', rb'{"name":"x","name":"y"}', rb'{"email":null,"\u0065mail":null}',
    '{"é":1,"\\u00e9":2}'.encode(), rb'{"\ud83d\ude00":1,"\ud83d\ude00":1}',
)  # fmt: skip
WHOLES = (
    "null", "true", "false", '""', '"a"', "[]", "{}", "[[]]", "[{}]", "[null]", '{"a":null}', '{"":1}',
    '{"__proto__":{}}', '{"constructor":{}}', '{"$ref":"#"}', '{"id":1,"pk":1}', '[{"name":"x"}]', '{"0":1}',
    '{" name":"x"}', '{"name ":"x"}', '{"NAME":"x"}', '{"name[]":"x"}', '{"name.first":"x"}',
    '{"non_field_errors":["x"]}', '{"detail":"x"}', " [ ] ", "\t{\n}\r\n",
)  # fmt: skip
ODD_VALUES = (
    "null", "true", "false", "[]", "{}", '[""]', "[null]", "[[]]", "[[[[]]]]", "[0]", "[true]", '["a","a"]',
    '[{"a":1}]', '{"a":1}', '{"":""}', '{"lines":[{}]}', "[" + ",".join(["1"] * 1_000) + "]", "[" * 30 + "]" * 30,
    '{"a":' * 30 + "1" + "}" * 30,
)  # fmt: skip
LEVELS = (33, 100, 999, 1_001, 10_000, 100_000)


def whole_documents() -> list[Odd]:
    """Documents that are sent as they are."""
    nests = product(LEVELS, ((b"[", b"", b"]"), (b'{"a":', b"1", b"}"), (b'[{"a":', b"1", b"}]")))
    deep = [opened * levels + inmost + closed * levels for levels, (opened, inmost, closed) in nests]
    unstorable = [escaped(text) for text in UNSTORABLE]
    texts = [
        shape % text
        for text in unstorable
        for shape in (b"%s", b"[%s]", b"{%s:1}", b'{"name":%s}', b'{"a":[{"b":%s}]}')
    ]
    return [
        *(Odd(body, MALFORMED) for body in (*NOT_JSON, *NOT_UTF8)),
        *(Odd(b'{"name":%s}' % number.encode(), MALFORMED) for number in NOT_NUMBERS),
        *(Odd(b'{"name":%s}' % number.encode(), RANGE) for number in OUT_OF_RANGE),
        *(Odd(body, TWICE) for body in DUPLICATES),
        *(Odd(body, DEEP) for body in deep),
        *(Odd(body, TEXT) for body in texts),
        Odd(b"[%s]" % b",".join([b"[]"] * 50_001), "too_large"),
        Odd(b'{"name":"%s"}' % (b"x" * 2_200_000), "too_large"),
        *(Odd(body.encode()) for body in WHOLES),
    ]


def odd_values() -> list[Odd]:
    """JSON values that are put in the place of a member."""
    texts = [Odd(escaped(text), TEXT if text in UNSTORABLE else "") for text in STRINGS]
    return [*texts, *(Odd(value.encode()) for value in (*ODD_NUMBERS, *ODD_VALUES))]


def escaped(text: str) -> bytes:
    """A text as a JSON string in ASCII: halves of pairs and NUL become escapes."""
    return dumps(text).encode()


def with_value(body: dict[str, object], member: str, value: bytes) -> bytes:
    """The body as JSON with this value in the place of one member."""
    parts = [b"%s:%s" % (escaped(name), value if name == member else dumps(one).encode()) for name, one in body.items()]
    return b"{%s}" % b",".join(parts)
