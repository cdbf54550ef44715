"""Requests to state bodies on a draft or an incident: a part of its page, and the forms that record them."""
