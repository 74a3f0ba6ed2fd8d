"""Screens of the shell: sign-in, home, palette, help."""
