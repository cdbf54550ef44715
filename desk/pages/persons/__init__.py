"""Persons who may be one: what a name in a form is near to, the pairs that wait for an editor, and the decisions on them."""
