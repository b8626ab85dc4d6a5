"""What a time entry is and what follows from its state: pure, without I/O or vendor words."""
