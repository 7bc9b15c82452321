"""The tables of a page: which there are, and what is left out."""

from __future__ import annotations
