"""Benchmark: what a permission check costs."""
