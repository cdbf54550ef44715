"""What people are told without asking: outlets that fail, drafts, digests, drift."""
