"""Answers as data for programs: JSON objects and CSV grids."""
