"""Aids to the animation de la vie sociale: centres sociaux, espaces de vie sociale."""
