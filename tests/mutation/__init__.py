"""Mutation testing: how many small faults in the parts that must never be wrong the tests notice."""
