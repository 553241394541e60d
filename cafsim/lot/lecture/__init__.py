"""From the files of a batch to pieces of work, and from their rows to equipments that have passed every check."""
