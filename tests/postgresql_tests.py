"""The tests of `engine` that run over PostgreSQL as well, each with the reason why SQLite alone would not do."""

# The file of tests, or one test of a file, and what the code under test emits there that the two databases take differently.
OVER_POSTGRESQL: dict[str, str] = {}
