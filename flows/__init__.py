"""What schedules and operators start: Prefect flows and the `qorgan` command."""
