"""Plan de financement: who pays for works, what a year of operation leaves to pay. Computes from an estimation."""
