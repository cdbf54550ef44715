"""Earlier records taken in: a file in the fields of the export (docs/contracts.md, section 6), read whole, checked whole, and taken in whole or not at all."""
