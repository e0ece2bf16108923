"""Benchmark: what a rate limit costs a call."""
