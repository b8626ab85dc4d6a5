"""Ways to read many rows, ours and others'; each is a process of its own, to tell its memory."""
