"""What people are told without asking: failing outlets, drafts, digests, drift."""
