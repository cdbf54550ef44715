"""Pages of drafts looked at again later: what was changed, and what is gone."""
