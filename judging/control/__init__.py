"""The control room: what an organiser sees of a running event, and what can be done from there."""
