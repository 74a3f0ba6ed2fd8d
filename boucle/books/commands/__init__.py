"""Writing the books: one transaction each, through the gate."""
