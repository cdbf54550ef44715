"""How likely an article tells of an incident, of which categories, and which words say so."""
