"""Aids to investment."""
