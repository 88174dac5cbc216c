"""Evidence as printed: tables, registers, bibliography, what printed numbers and units mean.

`tables` is the only module that reads ``data/``. Nothing here computes an effect or judges.
"""
