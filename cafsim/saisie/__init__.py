"""How the rates that a town hall holds come in: what to ask of a year, the sheet to fill, how it is read."""
