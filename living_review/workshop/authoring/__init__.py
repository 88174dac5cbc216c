"""New claims, numbers, studies and chapters; verdicts that moved or are confirmed.

`entries` and `chapters` write what is new, `forms` asks for it, `verdicts` keeps the history.
"""
