"""Operations of the API on persons, rights and the audit log."""
