"""What can be wrong with the data as such: form, links between tables, rows that contradict.

Each module has one subject and gives problems, each with its place and its remedy. What a
calculation or a page needs of a row stands beside that calculation or page.
"""
