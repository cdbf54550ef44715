"""A disk that loses, at a power cut, what was not put on it: for tests, without any rights, wherever there is a C compiler on Linux.

with real programs: start them with `disk.environment`, kill them, then `disk.after_cut(folder, chance)` is what a machine finds when it starts again.
"""
