"""Pure rules of the books: facts in, facts out; no database, no clock."""
