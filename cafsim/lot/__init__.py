"""Batches: tables and project files in, one result file out; rows that can't be read go to a file of their own.

`lecture`: files and rows become pieces of work, then checked equipments. `calcul`: the pieces are done, one row after
the other or by columns, here or in several processes. `resultat`: what is written, and the summary.
"""
