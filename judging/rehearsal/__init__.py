"""Rehearsals: invented marks on the real event, in real time, on the real screens; marked everywhere, wiped in one click."""
