"""Aids to young people's places."""
