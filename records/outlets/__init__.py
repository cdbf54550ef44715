"""Outlets over time: their runs, their days, who is visiting them, how often they are visited, what people were told of them."""
