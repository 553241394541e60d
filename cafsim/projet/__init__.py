"""The project file: read, checked, written."""
