"""Threads for what must not hold up the serving loop: queries, computing, rendering."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import ParamSpec, TypeVar

from channels.db import database_sync_to_async

P = ParamSpec("P")
R = TypeVar("R")

# A pool of our own: asgiref's thread-sensitive thread is shared by everything else in the process.
_pool = ThreadPoolExecutor(max_workers=4, thread_name_prefix="podium")


async def in_worker(function: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
    """Run a function in a worker thread; its database connection goes back when it is done."""
    run = database_sync_to_async(function, thread_sensitive=False, executor=_pool)
    result: R = await run(*args, **kwargs)
    return result
