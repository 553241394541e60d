"""Aids to the running of accueils de loisirs."""
