"""Tests of `allegedly.capture`: every format made here, and every kind of file that is no document."""
