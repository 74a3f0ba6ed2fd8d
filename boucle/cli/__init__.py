"""The command line `boucle`: one entry point, subcommands from each context's `cli` module."""
