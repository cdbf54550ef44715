"""The third reader: a language model on a server of the newsroom's choice, whose quoted opinions stand beside those of the judges."""
