"""The seed's four cases with invented persons, among the counts of the statement of 2 November 2021; and the documents made of them.

`python -m tests.golden.publications` writes the documents again; look at them before they are kept.
"""
