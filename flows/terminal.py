"""The person's terminal: messages and progress go to stderr, so that stdout is only for data."""

from rich.console import Console

err = Console(stderr=True, highlight=False, soft_wrap=True)
