"""Texts that people type into the forms of the desk."""


def clean_text(text: str) -> str:
    """Return a typed text with plain line ends, and without null characters, which PostgreSQL cannot store."""
    return text.replace("\x00", "").replace("\r\n", "\n").strip()
