"""Do the pieces of work of a batch: exactly, row by row, or by columns; here or in several processes."""
