"""How an estimate is made: the engine that runs the aids, lines, totals, warnings, the result."""
