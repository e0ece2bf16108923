"""Proofs: what the shop promises, tried from outside. `python -m proofs NAME [--seed N] [--scale X] [--guard-off]`."""
