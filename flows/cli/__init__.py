"""The commands of `qorgan`, one file for each purpose. Large imports are inside the functions, so that `--help` answers at once."""
