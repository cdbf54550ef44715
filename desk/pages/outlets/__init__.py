"""The outlets and how each is heard."""
