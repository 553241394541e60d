"""The questions on a terminal: lines or keys, drafts, the menu."""
