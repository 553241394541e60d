"""What a project can hold: one module per equipment, found by walking this package."""
