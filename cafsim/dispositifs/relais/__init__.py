"""Aids to relais petite enfance and maisons d'assistants maternels."""
