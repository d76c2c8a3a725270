"""Mutated files against every reader: only ReadError may come out, within bounds of time and memory.

    python -m tests.fuzz --count 20000      all of it (some 20 minutes on two cores)
    python -m tests.fuzz --only 1234        one input again, in this process, with its traceback

An input is known by its number alone: the same number and seed give the same bytes.
"""
