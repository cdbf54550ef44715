"""How likely an article tells of an incident, of which categories, and the words that say so."""
