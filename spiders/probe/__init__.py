"""Probing outlets once: which of their sources answer, and what they contain.

Nothing is stored. Callers use `spiders.probe.probe_process`; `python -m spiders.probe` is the process that it starts.
"""
