# The usual gestures. `just` lists them; https://just.systems says how to install it.

set windows-shell := ["cmd.exe", "/c"]

binaires := if os_family() == "windows" { ".venv\\Scripts\\" } else { ".venv/bin/" }
python := binaires + "python"

_liste:
    @just --list

# Make .venv, with all that development needs
install:
    {{ if os_family() == "windows" { "py" } else { "python3" } }} -m venv .venv
    {{ python }} -m pip install -e ".[dev]"

# Run the tests on all cores; or those of a folder or file, with pytest's options
test *ou:
    {{ python }} -m pytest {{ if ou == "" { "-n auto" } else { ou } }}

# Run the tests that drive real programs: LibreOffice, a browser, a terminal, the wheel
programmes:
    {{ python }} -m pytest -n auto -m programmes

# Run the cases of one aid
cas aide:
    {{ python }} -m pytest tests/dispositifs -k {{ aide }}

# Check style and types
style:
    {{ binaires }}ruff check .
    {{ binaires }}ruff format --check .
    {{ binaires }}mypy

# Write anew the outputs that the documentation shows
exemples:
    {{ python }} outils/exemples.py

# Print the ratios of start-up, of a batch, of columns
bench:
    {{ python }} bench/demarrage.py
    {{ python }} bench/lot.py
    {{ python }} bench/colonnes.py

# Build the package in dist/
wheel:
    {{ python }} -m build
