"""Suggestions while somebody types a name: known persons, outlets, places and colleagues."""
