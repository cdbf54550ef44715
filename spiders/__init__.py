"""From a site to its pages: outlets are data, and each kind of source has one strategy."""
