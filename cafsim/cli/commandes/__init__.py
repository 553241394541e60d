"""The commands: one module each; what it is asked, what it answers."""
