"""Second opinions field by field: given, compared, settled, and how far people agree."""
