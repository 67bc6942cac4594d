"""What pages stand on and takes long to work out: done once for all who ask, in threads of their own, while other pages go on being answered."""

from __future__ import annotations

import logging
import subprocess
import sys
import time
from collections.abc import Iterable
from contextlib import suppress
from threading import Condition, Thread

from allegedly.case import STAGES, Case, Stage

PATIENCE = 0.4  # seconds that a page waits before it says what it waits for; a case of some hundred documents is known by then
FRESH = 3.0  # seconds for which what was worked out serves while the case goes on changing; pages work out the difference themselves
LARGE = 5_000  # claims from which on a process of its own works them out: a thread would take half of what pages are answered with
PROGRAM = """
import sys, allegedly, allegedly.base.garbage
allegedly.base.garbage.collect_rarely()
with allegedly.open(sys.argv[1]) as case:
    case.work_out(sys.argv[2])
"""
log = logging.getLogger(__name__)


# Each stage is worked out when what it needs is known, so that who asks for names does not wait for weights that somebody asked for before.
NEEDS: dict[Stage, Stage] = {"propositions": "names", "derivation": "propositions", "weighings": "derivation", "weighed": "derivation"}


def last_of(stages: Iterable[Stage]) -> list[Stage]:
    """Those of these stages that none of the others needs, in order."""
    needed: set[Stage] = set()
    for each in (wanted := set(stages)):
        before = NEEDS.get(each)
        while before:
            needed.add(before)
            before = NEEDS.get(before)
    return sorted(wanted - needed, key=STAGES.index)


class Closing(Exception):
    """The program ends, and nothing more is worked out."""


class Working:
    """What is known of one case, stage by stage, each worked out by one thread however many ask for it."""

    def __init__(self, case: Case) -> None:
        self._case = case
        self._known: dict[Stage, tuple[str, float]] = {}  # the state it is known for, and since when
        self._running: set[Stage] = set()
        self._changed = Condition()
        self._apart: dict[Stage, subprocess.Popen[bytes]] = {}
        self._closed = False

    def ready(self, stage: Stage | None, patience: float | None = PATIENCE) -> bool:
        """Whether all that `stage` needs is known, after waiting for so many seconds at most; None waits until it is.

        Raises `Closing` when the program ends meanwhile.
        """
        if stage is None:
            return True
        asked = time.monotonic()
        until = None if patience is None else asked + patience
        with self._changed:
            while not self._is_known(stage, asked):
                if self._closed:
                    raise Closing
                self._start(stage)
                left = None if until is None else until - time.monotonic()
                if (left is not None and left <= 0) or not self._changed.wait(left):
                    return self._is_known(stage, asked)
        return True

    def _is_known(self, stage: Stage, asked: float) -> bool:
        state, since = self._known.get(stage, ("", float("-inf")))
        return since >= asked or time.monotonic() - since < FRESH or state == self._case.state

    def _start(self, stage: Stage) -> None:
        if stage not in self._running:
            self._running.add(stage)
            # A daemon, because nothing is lost by it: who closes the program does not wait for what the next one works out again.
            Thread(target=self._work, args=(stage,), name=f"working out {stage}", daemon=True).start()

    def _work(self, stage: Stage) -> None:
        with suppress(Closing):
            self.ready(NEEDS.get(stage), None)
            self._work_out(stage)
        with self._changed:
            self._running.discard(stage)
            self._changed.notify_all()

    def _work_out(self, stage: Stage) -> None:
        state = ""
        try:
            state = self._case.state
            if not self._case.is_kept(stage) and self._case.claims().count() >= LARGE:
                self._work_out_apart(stage)
            self._case.work_out(stage)  # which now only reads it
        except Closing:
            raise
        except Exception as error:  # the page that needs it meets it as well, and says what it is
            log.debug("working out %s", stage, exc_info=error)
        self._known[stage] = state, time.monotonic()

    def _work_out_apart(self, stage: Stage) -> None:
        """Let another process work it out, which keeps it in the case. What goes wrong there goes wrong here again, and is told."""
        quiet = {"stdin": subprocess.DEVNULL, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        with self._changed:
            if self._closed:
                raise Closing
            apart = self._apart[stage] = subprocess.Popen([sys.executable, "-c", PROGRAM, str(self._case.path), stage], **quiet)  # type: ignore[call-overload]
        apart.wait()
        if self._closed:
            raise Closing

    def close(self) -> None:
        """End what goes on apart, and let nobody wait any longer; what was kept stays."""
        with self._changed:
            self._closed = True
            self._changed.notify_all()
        for apart in list(self._apart.values()):
            apart.terminate()
            apart.wait()
