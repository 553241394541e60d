"""How a document or data are written: screen, text, Markdown, JSON, CSV."""
