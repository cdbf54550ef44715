"""Between spider and network: robots.txt, rate limit, protection of private addresses, failures as fates, the browser."""
