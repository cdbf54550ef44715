"""Golden pages, one folder a family, and what writes the skeleton of a new one."""
