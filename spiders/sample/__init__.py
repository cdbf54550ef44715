"""The sample newsroom: a small invented press, served on loopback for demonstration, tests and measurements."""
