"""The aids: one module each, grouped by family, found by walking this package."""
