"""How a typed date was understood."""
