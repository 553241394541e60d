"""The workbook that recomputes: the very trees of the estimate, as spreadsheet formulas."""
