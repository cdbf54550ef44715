"""The tour for new users: three practice drafts that count nowhere, and what experienced monitors would have done."""
