"""What is offered below a field while somebody types a name: known persons, outlets and places."""
