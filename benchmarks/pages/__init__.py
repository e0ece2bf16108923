"""Benchmark: every list and detail of the admin and the API, in a small shop and in a big one."""
