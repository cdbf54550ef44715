"""What is known: model, vocabulary, tables, repository, review, settings, migrations."""
