"""From article to screening. Pure: no database, no network, no clock."""
