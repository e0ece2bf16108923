"""Values that people and programs really send: right ones in odd spellings, wrong ones, and naughty ones."""

# Field, value, country of the customer.
SAMPLES = (
    ("email", "ada@example.org", "GB"),
    ("email", "ada.lovelace@example.com", "GB"),
    ("email", " Ada@EXAMPLE.org ", "GB"),
    ("email", "ada@MÜNCHEN.example", "DE"),
    ("email", "ada@xn--mnchen-3ya.example", "DE"),
    ("email", "ada+orders@shop.photography", "GB"),
    ("email", "o'brien@shop.example", "IE"),
    ("email", "ada@shop", "GB"),
    ("email", "ada@shop..example", "GB"),
    ("email", "ada@@shop.example", "GB"),
    ("email", "Ada <ada@shop.example>", "GB"),
    ("email", "ädä@shop.example", "DE"),
    ("email", "ada@shop.example\r\nBcc: eve@shop.example", "GB"),
    ("email", "ada\u200b@shop.example", "GB"),
    ("email", "ada@[127.0.0.1]", "GB"),
    ("email", "a" * 65 + "@shop.example", "GB"),
    ("phone", "+44 20 7946 0000", "GB"),
    ("phone", "020 7946 0000", "GB"),
    ("phone", "(0)30/90 18-20", "DE"),
    ("phone", "0044 20 7946 0000", "FR"),
    ("phone", "٠٢٠ ٧٩٤٦ ٠٠٠٠", "GB"),
    ("phone", "020 7946 0000", "EU"),
    ("phone", "020 7946 000", "GB"),
    ("phone", "+44 20 7946 0000 ext 5", "GB"),
    ("phone", "call me", "GB"),
    ("phone", "+999999999999", "GB"),
)
# Built to make a rule slow. Each is as long as a form lets it through, or as a body of a megabyte.
NAUGHTY = {
    "a million letters": "a" * 1_000_000,
    "a million @": "@" * 1_000_000,
    "dots without end": "a@" + "b." * 500_000,
    "accents upon one letter": "a@" + "\u0301" * 252,
    "hyphens and letters": "a@" + "-a" * 126,
    "Arabic digits": "a@" + "٣" * 252,
    "punycode of nothing": "a@xn--" + "9" * 248,
    "what kills the careless expression": "a" * 253 + "!",
    "zeros": "0" * 1_000_000,
    "a plus and brackets": "+" + "(" * 1_000_000,
}
