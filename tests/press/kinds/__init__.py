"""The kinds of outlets in the press, by the source that leads to their articles."""
