"""Between spider and network: robots.txt, rate limits, protection of private addresses, failures as fates, the browser."""
