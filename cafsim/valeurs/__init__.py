"""What people type: read in one way, from a question, a project file or a table; the rules that it must respect."""
