"""Files that are evidence: sent, shown, given out, taken off."""
