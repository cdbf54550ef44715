"""The outlets of the panel and their coverage."""
