"""Cases entered manually, without a page of an outlet."""
