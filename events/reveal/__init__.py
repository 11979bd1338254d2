"""The reveal: from the frozen board to the final one, step by step, driven by a presenter while the hall watches.

plan makes the list of beats; face and scene say what the public and the hall may see after so many of them (pure);
show keeps the state and carries out a press.
"""
