"""Operations of the API on webhooks."""
