"""Outlets over time: their runs, their days, who holds a claim on them, how often they are visited, what was said of them."""
