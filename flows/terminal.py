"""The person's terminal: words and progress on stderr, so that stdout is for data alone."""

from rich.console import Console

err = Console(stderr=True, highlight=False, soft_wrap=True)
