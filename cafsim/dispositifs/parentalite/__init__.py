"""Aids to parents and families."""
