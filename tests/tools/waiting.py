"""Waiting for something outside this process; the limit is generous, the usual wait short."""
import time


def until(condition, what: str, patience: float = 60, error=AssertionError, pause: float = 0.05):
    """What `condition` finds, as soon as it finds something."""
    end = time.monotonic() + patience
    while time.monotonic() < end:
        found = condition()
        if found:
            return found
        time.sleep(pause)
    raise error(f"not within {patience} s: {what}")
