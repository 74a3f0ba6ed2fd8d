"""Reading the books: each query checks the right and opens its own scope."""
