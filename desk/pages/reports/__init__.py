"""Statistics and the published documents."""
