"""Pages of drafts are looked at again later: what was changed, and what is gone."""
