"""Benchmark: what the toolbar's panel Cure costs."""
