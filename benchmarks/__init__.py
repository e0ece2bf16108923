"""Measurements of the shop beside limits and peers, in one run: `python -m benchmarks`.

They may import the shop, nothing imports them. Each has a module here with `add_arguments(parser)` and
`run(options) -> Report`, and a line in `BENCHMARKS` of `__main__.py`.
"""
