"""Copies of events in one file, made by hand and by themselves, and the way back from them."""
