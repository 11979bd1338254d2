"""Measurements, not tests: `make bench` runs them all on this machine and reports what was missed."""
