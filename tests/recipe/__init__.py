"""The recipe for several machines in docs/operating.md, followed block by block."""
