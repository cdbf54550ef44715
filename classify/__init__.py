"""From an article to its screening. Pure: no database, no network, no clock."""
