"""The spiders, the process that runs them, and what they tell the records."""
