"""The commands of `qorgan`, one file for each purpose. Large imports stand inside the functions, so that `--help` answers at once."""
