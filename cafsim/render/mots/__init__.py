"""The words of people: natures, statuses, amounts, abbreviations; said once."""
