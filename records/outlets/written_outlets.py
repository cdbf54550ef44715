"""Outlets as a record writes them: by what a written name is the same outlet as another one."""

_AROUND = " «»\"“”„'"


def folded_outlet(written: str) -> str:
    """A written name without what says nothing: capitals, quotation marks and blanks around it, further blanks between its words. Empty for a name that says nothing."""
    return " ".join(written.casefold().strip(_AROUND).split())
