"""The commands of `qorgan`, one file per purpose. What weighs is imported inside the functions, so that `--help` answers at once."""
