"""Every word list with its sentences."""
