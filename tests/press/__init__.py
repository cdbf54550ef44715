"""The proving press: invented outlets that no crawler has seen, served on loopback, with the truth beside them.

`build_press(seed, articles, now=…)` makes it, `serve(press)` opens its ports, `outlets_yaml(press)` names its sources, `press.truth()` is what a
collector should bring home and `score` says what it brought. By hand: `python -m tests.press --help`, `python -m tests.press.score --help`.
"""

from tests.press.press import Press, build_press, outlets_yaml
from tests.press.server import serve

__all__ = ["Press", "build_press", "outlets_yaml", "serve"]
