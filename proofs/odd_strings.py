"""Text that has broken programs: each as it would come from a form, an address or a JSON member."""

LONG = 100_000
PLAIN = (
    "", " ", "\t", "\n", "\r\n", "  x  ", "-", "--", "_", ".", "..", "...", "/", "//", "\\", "\\\\", "'", "''", '"',
    "`", ";", "%", "%%", "%s", "%d", "%n", "%1$s", "{}", "{0}", "{x}", "{{7*7}}", "${7*7}", "#{7*7}", "<%= 7*7 %>",
    "{% debug %}", "$HOME", "null", "NULL", "None", "nil", "undefined", "true", "false", "NaN", "Infinity",
    "-Infinity", "inf", "-0", "0", "00", "1", "-1", "1.0", "1e400", "1e-400", "1E1000000", "0x1F", "0o17", "0b1",
    "1_000", "1,000.00", "1.000,00", "٣", "½", "９", "9" * 19, "9" * 20, "9" * 41, "9" * 5_000, "-" + "9" * 41,
    "2147483648", "9223372036854775808", "0.1e", "+1", "１２", "2011-02-30", "0000-00-00", "0001-01-01",
    "9999-12-31T23:59:59.999999-23:59", "2026-13-01T00:00:00Z", "24:00", "now", "10000-01-01", "2026-W53-7",
    "1970-01-01T00:00:00+99:99", "infinity", "-infinity", "epoch", "00000000-0000-0000-0000-000000000000",
    "{00000000-0000-0000-0000-000000000000}", "urn:uuid:0", "' OR 1=1 --", "\"; DROP TABLE orders_order; --",
    "1; SELECT pg_sleep(9)", "') UNION SELECT NULL--", "%_\\", "$$", "E'\\x00'", "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>", "javascript:alert(1)", "]]>", "<!--", "&lt;", "&#0;", "</title>",
    "../../etc/passwd", "..\\..\\win.ini", "/dev/null", "CON", "aux.csv", "file:///etc/passwd", "a\x2fb", "~root",
    "=1+1", "+cmd|' /C calc'!A0", "@SUM(1)", "-2+3", "\t=1", "x\r\nSet-Cookie: a=b", "x\nHost: evil", "%0d%0aX: y",
    "%00", "%ff", "http://", "http://[::1", "//evil.example", "mailto:a@b", "a@b", "a@[127.0.0.1]", "@", "a@@b.c",
    "ada@xn--", "ada@ä.example", "+", "+1", "+44 20 7946 0958 x", "tel:+1", "++49", "cursor", "-ordering", "a,b,,c",
    ",", "a:first:last", "customer:", ":last", "(", ")", "[", "[0]", "a[b]", "a.b.c", "__class__", "__proto__",
    "constructor", "toString", "password__startswith", "pk", "*", "?", "[a-z", "(a+)+$", "^", ".*", "\\", "\\u0000",
    "\\x", "|", "&", "&&", "||", "!", "#", "a#b", "a?b=c", "a&b=c",
)  # fmt: skip
UNICODE = (
    "é", "e\u0301", "ﬁ", "ß", "İ", "ı", "Ǆ", "ſ", "K", "Å", "ẞ", "😀", "👩‍👩‍👧‍👦",
    "🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f", "田中", "مرحبا", "\u202eabc", "\u200b", "\u200d",
    "\ufeff", "a\ufeffb", "\u00a0", "\u2028", "\u2029", "\u0085", "\u00ad", "\u2066a", "\ufffd", "\ufffe", "\uffff",
    "\U0001fffe", "\U0010ffff", "\ue000", "\u0378", "\u061c", "\u180e", "\u3000", "Z̸̡̢͓̳̜̪͈̄̐a̵",
    "a" + "\u0301" * 500, "ＳＨＯＰ", "раураl", "ⅷ", "①", "\u1fb3\u0345",
)  # fmt: skip
CONTROL = tuple(chr(number) for number in (*range(1, 9), 11, 12, *range(14, 32), 127, 128, 159))
UNSTORABLE = ("\x00", "a\x00b", "\x00" * 50, "\ud800", "\udc00", "a\udfffb", "\udc00\ud800", "\ud83d")
LENGTHS = (
    "x" * 255,
    "x" * 256,
    "x" * 1_001,
    "x" * LONG,
    "é" * 5_000,
    "😀" * 5_000,
    " " * 5_000,
    "'" * 5_000,
    "a@" * 5_000,
)
STRINGS = tuple(dict.fromkeys((*PLAIN, *UNICODE, *CONTROL, *UNSTORABLE, *LENGTHS)))
ADDRESSED = tuple(one for one in STRINGS if len(one) < 2_000)
