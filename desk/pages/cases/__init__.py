"""A case that no page of an outlet told: taken down by hand."""
