"""The Prefect flows and the `qorgan` command, which schedules and operators start."""
