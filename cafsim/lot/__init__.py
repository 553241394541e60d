"""Batches: tables and project files in, one result file out; rows that can't be read go to a file of their own."""
