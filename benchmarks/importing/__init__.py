"""Benchmark: a file of order lines into an empty shop."""
