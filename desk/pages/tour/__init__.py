"""The first day: three practice drafts that count nowhere, and what experienced monitors would have done."""
