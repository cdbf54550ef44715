"""Second opinions field by field: given, shown side by side, settled, and how far people agree."""
