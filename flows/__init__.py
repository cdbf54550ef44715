"""What schedules and operators start: the Prefect flow and the `qorgan` command."""
