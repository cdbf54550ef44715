"""The tests, and what holds for every process of them before it loads anything else."""

import os
import sys

# Compiled once for all processes of the tests and all that they start, also where the environment says otherwise: to compile takes longer than most of them.
sys.dont_write_bytecode = False
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
# Several processes of tests share the processors, and each would wait for threads of its own that get none.
os.environ.update(OMP_NUM_THREADS="1", OPENBLAS_NUM_THREADS="1")
