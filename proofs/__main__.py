"""`python -m proofs NAME` tries a promise; prints one JSON line, exits with 0 when it holds and 1 when it does not."""

import argparse
import os
import sys
from importlib import import_module

PROOFS = {
    "api-rules": ("proofs.api_rules", "many editors of one row; every error a problem, every old answer dated"),
    "big-bodies": ("proofs.big_bodies", "bodies too large, too many or compressed: status, memory, files left"),
    "canaries": ("proofs.canaries", "secrets sent by every door, then searched for in logs, pages, rows and keys"),
    "contract": ("proofs.contract", "calls made from the OpenAPI documents, and answers compared with them"),
    "cursor-walk": ("proofs.cursor_walk", "every order of a country over the API while others come in"),
    "headers": ("proofs.headers", "every page in production settings, errors included: policy, headers, cookies"),
    "idempotency": ("proofs.idempotency", "the same wishes sent again and again to two processes, some of them killed"),
    "login": ("proofs.login", "guessing passwords: how many are checked, what answers and their times tell"),
    "mass-assignment": ("proofs.mass_assignment", "fields that nobody asks for, sent with every write"),
    "matrix": ("proofs.matrix", "every route and method, asked by everybody for own rows, others' and none"),
    "odd-input": ("proofs.odd_input", "documents and text that have broken programs, at every door that reads them"),
    "rate-limit": ("proofs.rate_limit", "calls at once from several processes against a limit, and what answers say"),
    "versions": ("proofs.versions", "the recorded session of version 1, asked in every way, and after its end"),
}
# With the showcase, whose doors are asked too; otherwise as in production.
SETTINGS = {
    "contract": "config.settings.test",
    "mass-assignment": "config.settings.test",
    "matrix": "config.settings.test",
    "odd-input": "config.settings.test",
    "versions": "config.settings.test",
}
HELP = """\
Tries what the shop promises, from outside, on a database of its own, <shop>_proof, on the server of DATABASE_URL: that
of a running `make run`, or one that is started for it and thrown away:

  .venv/bin/python -m apps.core.supervisor.ephemeral -- .venv/bin/python -m proofs cursor-walk

With --guard-off the protection is taken away; the proof must then fail, or it proves nothing. What there is:

"""


def main() -> int:
    listed = "\n".join(f"  {name:<{max(map(len, PROOFS))}}  {says}" for name, (_, says) in PROOFS.items())
    parser = argparse.ArgumentParser(
        prog="python -m proofs", description=HELP + listed, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("name", choices=PROOFS, metavar="NAME", help="one of those above")
    parser.add_argument("--seed", type=int, default=1, help="what chance begins with (1)")
    parser.add_argument("--scale", type=float, default=1.0, help="how much of everything: 0.1 is a tenth (1.0)")
    parser.add_argument("--guard-off", action="store_true", help="without the protection; must fail")
    options = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", SETTINGS.get(options.name, "config.settings.base"))  # without DEBUG

    import django

    django.setup()
    from apps.showcase.lab.database import LabUnavailable
    from proofs.outcome import Trial, line_of
    from proofs.shop import use_own_database

    proof = import_module(PROOFS[options.name][0]).PROOF
    trial = Trial(seed=options.seed, scale=options.scale, guard=not options.guard_off)
    try:
        use_own_database()
    except LabUnavailable as error:
        parser.exit(2, f"{parser.prog}: {error} `{parser.prog} --help` says how to begin.\n")
    outcome = proof.prove(trial)
    sys.stdout.write(line_of(proof, trial, outcome) + "\n")
    return 0 if outcome.passed else 1


if __name__ == "__main__":
    sys.exit(main())
