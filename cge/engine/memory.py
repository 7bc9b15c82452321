"""How much memory there is: free in the machine, and left by the limits of this process."""

from __future__ import annotations

import sys
from pathlib import Path

MACHINE, OWN = Path("/proc/meminfo"), Path("/proc/self/statm")
GROUP = Path("/sys/fs/cgroup")


def available() -> float | None:
    """Bytes that this process can still have; None where the system does not tell."""
    found = [b for b in (_free(), _left_to_group(), _left_to_process()) if b is not None]
    return min(found, default=None)


def amount(size: float) -> str:
    """A number of bytes in words."""
    unit, name = (1e9, "GB") if size >= 1e9 else (1e6, "MB")
    return f"{size / unit:,.0f} {name}" if size >= 10 * unit else f"{size / unit:.1f} {name}"


def _free() -> float | None:
    """Free in the machine, swap included."""
    if not MACHINE.exists():
        return None
    sizes = dict(line.split(":") for line in MACHINE.read_text().splitlines())
    return sum(float(sizes[k].split()[0]) * 1024 for k in ("MemAvailable", "SwapFree"))


def _left_to_group() -> float | None:
    """Left by the limit of the container; its cached files can be dropped."""
    limit = GROUP / "memory.max"
    if not limit.exists() or limit.read_text().strip() == "max":
        return None
    stat = dict(line.split() for line in (GROUP / "memory.stat").read_text().splitlines())
    used = float((GROUP / "memory.current").read_text()) - float(stat["inactive_file"])
    return float(limit.read_text()) - used


def _left_to_process() -> float | None:
    """Left by the limit of the address space (``ulimit -v``)."""
    if sys.platform == "win32" or not OWN.exists():
        return None
    import resource

    limit, _ = resource.getrlimit(resource.RLIMIT_AS)
    if limit == resource.RLIM_INFINITY:
        return None
    return limit - float(OWN.read_text().split()[0]) * resource.getpagesize()
