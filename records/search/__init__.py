"""The search through all articles: the index of their words, and what is found in it. Drafts, incidents and persons are found without one."""
