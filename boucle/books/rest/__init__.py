"""Operations of the API on the books of a Dossier."""
