"""What was sent to state bodies on a draft or an incident, by when they must answer, and what they answered."""
