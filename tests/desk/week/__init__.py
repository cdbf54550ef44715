"""A week at the desk as people tell of one: a call, work for a colleague, a hearing, an outlet that is broken, a mistake that is taken back."""
