"""What people did, the newest first."""
