"""Threads of BLAS: one for many small products, all of them for the factors of a large matrix."""

from __future__ import annotations

from contextlib import AbstractContextManager, nullcontext
from functools import cache
from typing import Any

from threadpoolctl import ThreadpoolController

LARGE = 1000  # below this size threads wait for each other longer than they work


@cache
def _controller() -> tuple[ThreadpoolController, int]:
    controller = ThreadpoolController()
    found = [info["num_threads"] for info in controller.info() if info["user_api"] == "blas"]
    return controller, max(found, default=1)


def one_thread() -> AbstractContextManager[Any]:
    """Within this context BLAS uses one thread."""
    return _controller()[0].limit(limits=1, user_api="blas")


def all_threads(size: int) -> AbstractContextManager[Any]:
    """Within this context BLAS uses all its threads, if a matrix of that size is worth them."""
    controller, count = _controller()
    if size < LARGE or count == 1:
        return nullcontext()
    return controller.limit(limits=count, user_api="blas")
