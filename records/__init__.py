"""The records: vocabulary, tables, drafts and decisions, incidents, ledger, outlets, users, settings, migrations."""
