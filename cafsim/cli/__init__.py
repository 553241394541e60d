"""The command line: one module per command, each with `ajouter(app)`."""
