"""Sentence grammars of the press: one module of words and one of rules for each language."""
