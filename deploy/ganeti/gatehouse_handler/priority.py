"""Who goes first when the processor is short: passing on and short calls, before the work of long ones.

Fifty children that start or end at once keep a small machine busy for a tenth of a second; the watcher should not feel it.
"""

import os

_AHEAD = 10


class Priority:
    """The priority that this process was given, which is the backend's, and a better one for short moments."""

    def __init__(self):
        self._given = os.getpriority(os.PRIO_PROCESS, 0)

    def ahead(self):
        """This process goes first from now on, if it may."""
        self._set(max(-20, self._given - _AHEAD))

    def ordinary(self):
        """This process, and what it starts, is like any other."""
        self._set(self._given)

    @staticmethod
    def _set(value):
        try:
            os.setpriority(os.PRIO_PROCESS, 0, value)
        except OSError:
            # In some containers root may not. Nothing depends on it.
            pass
