"""Probing an outlet once: which of its sources answer, and what they contain.

Nothing is stored. `python -m spiders.probe` is the process that does it.
"""
