"""Traps: pages that a source lists like any article and that are none, or are hard to get.

Each function plants a few in one site and writes down which fates are right for them. Where honest readers could differ, several are.
"""
