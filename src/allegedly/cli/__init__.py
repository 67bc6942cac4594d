"""The command line: one command per method of `Case`. The only layer that prints.

What a command was asked for goes to standard output and everything else to standard error, so that output can be piped: there it is plain,
without colour, boxes or a width. A failure is one line, never a traceback; `EXIT` says what each status means.

Heavy libraries are imported by the commands that need them, so that `allegedly --help` answers at once. Commands appear in the help in the
order in which their files are imported here: the order of work.
"""

# isort: off
from allegedly.cli.app import EXIT, app
from allegedly.cli import reading, asking, readers, names, sayings, places, weighing, rivals, leaving, serving, demo

# isort: on
from allegedly.cli.running import main

__all__ = [
    "EXIT",
    "app",
    "asking",
    "demo",
    "leaving",
    "main",
    "names",
    "places",
    "readers",
    "reading",
    "rivals",
    "sayings",
    "serving",
    "weighing",
]
