"""What the answers of the shop must say to a browser, and what is missing in one."""

from collections.abc import Iterable, Iterator, Mapping
from http.cookies import SimpleCookie

EXACT = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
}
YEAR = "max-age=31536000; includeSubDomains; preload"
# The theme's frame: the admin and the pages of the engine room beside it.
THEME = ("/admin/", "/ops/")
INLINE_STYLES = (*THEME, "/api/", "/mailbox/")
FRAMED_BY_US = "sandbox"
"""A mail in the frame of its page: it may do nothing, and only our own page may show it."""


def faults(path: str, headers: Mapping[str, str], cookies: Iterable[str]) -> Iterator[str]:
    """What is wrong with an answer to a browser in production; `cookies` are its Set-Cookie lines."""
    if headers.get("Content-Type", "").startswith("text/html"):
        policy = directives(headers.get("Content-Security-Policy", ""))
        framed = FRAMED_BY_US in policy
        for name, value in EXACT.items():
            if headers.get(name) != value and not (framed and name == "X-Frame-Options"):
                yield f"{name}: {headers.get(name)}"
        if headers.get("Strict-Transport-Security") != YEAR:
            yield f"Strict-Transport-Security: {headers.get('Strict-Transport-Security')}"
        yield from policy_faults(path, policy)
    for line in cookies:
        yield from cookie_faults(line)


def policy_faults(path: str, policy: Mapping[str, list[str]]) -> Iterator[str]:
    """What the content security policy lets through that it must not."""
    if not policy:
        yield "no Content-Security-Policy"
        return
    scripts = policy.get("script-src", policy.get("default-src", []))
    for source in scripts:
        evaluates = source == "'unsafe-eval'" and path.startswith(THEME)
        if source not in ("'self'", "'none'") and not source.startswith("'nonce-") and not evaluates:
            yield f"script-src {source}"
    for source in policy.get("style-src", policy.get("default-src", [])):
        inline = source == "'unsafe-inline'" and path.startswith(INLINE_STYLES)
        if source not in ("'self'", "'none'") and not source.startswith("'nonce-") and not inline:
            yield f"style-src {source}"
    if policy.get("frame-ancestors") != (["'self'"] if FRAMED_BY_US in policy else ["'none'"]):
        yield f"frame-ancestors {policy.get('frame-ancestors')}"
    if policy.get("object-src", policy.get("default-src")) != ["'none'"]:
        yield f"object-src {policy.get('object-src')}"


def cookie_faults(line: str) -> Iterator[str]:
    """What a cookie lacks that only this site's own pages over TLS, and no script, shall have."""
    for name, cookie in SimpleCookie(line).items():
        kept = bool(cookie.value) and cookie["max-age"] != 0 and str(cookie["max-age"]) != "0"
        for attribute in ("secure", "httponly", "samesite"):
            if kept and not cookie[attribute]:
                yield f"cookie {name} is not {attribute}"
        if kept and name != "messages" and not (name.startswith("__Host-") and cookie["path"] == "/"):
            yield f"cookie {name} is not bound to the host"
        if kept and cookie["domain"]:
            yield f"cookie {name} names a domain"


def directives(header: str) -> dict[str, list[str]]:
    """The policy's directives with their sources."""
    parts = [part.split() for part in header.split(";") if part.strip()]
    return {name: sources for name, *sources in parts}
