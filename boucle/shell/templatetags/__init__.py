"""Template tags of Boucle, known to every template without `load`."""
