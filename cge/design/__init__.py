"""Optimal design: the levels of a few policies that are best for an objective under constraints."""
