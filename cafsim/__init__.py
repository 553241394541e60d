"""cafsim: what a Caf can bring to a commune, line by line, with its sources."""

__version__ = "0.1.0"
