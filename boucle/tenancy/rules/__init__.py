"""Pure rules about the parties."""
