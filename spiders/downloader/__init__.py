"""Between spider and network: robots.txt, rate limit, guarded names, outcomes as fates, the browser."""
