"""The spiders, the process that runs them, and what they write to the database."""
