"""Benchmarks: figures for people to read, never a test. `python -m tests.bench` runs them all."""
