"""What a process has used (Linux's /proc), and the middle and the tail of a list of times."""

import os
import re
from pathlib import Path


def resident_kb(pid: int) -> int:
    """Resident memory in KB."""
    found = re.search(r"VmRSS:\s+(\d+)", Path(f"/proc/{pid}/status").read_text())
    if found is None:
        raise ProcessLookupError(pid)
    return int(found[1])


def cpu_seconds(*pids: int) -> float:
    """Processor time of these processes so far, threads that have ended included; in ticks of 10 ms, so measure many."""
    fields = [Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split() for pid in pids]
    return sum(int(field[11]) + int(field[12]) for field in fields) / os.sysconf("SC_CLK_TCK")


def percentile(values: list[float], share: float) -> float:
    """The value below which this share of all lies (nearest rank)."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))] if ordered else float("nan")
