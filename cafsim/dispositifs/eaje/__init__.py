"""Aids to the running of crèches."""
