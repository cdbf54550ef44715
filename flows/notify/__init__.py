"""Notices that are sent unasked: failing outlets, drafts, digests, drift."""
