"""Faults injected into the real thing, over and over: `make faults`. Too slow for every change; the figures stand in `docs/reliability.md`.

Each scenario is a module with a function `scenario(folder: Path, times: int) -> FaultOutcome`, and `TIMES`, how often it injects its fault in a whole
run. After the fault the next run has to complete, and what it holds then is compared with a collection that nothing disturbed.
"""
