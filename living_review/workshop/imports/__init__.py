"""What authors hold already, read into proposed rows: references, and tables of results.

Each module reads one kind of file and says of every record whether it is proposed, already here or
left over, and of every part of it that found no place. Nothing here writes into the review.
"""
