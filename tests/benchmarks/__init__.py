"""Benchmarks: `python -m tests.benchmarks.NAME [--json]`; they measure and never fail."""
