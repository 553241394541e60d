"""An estimation, a tariff, a rate table: on the screen, and in formats for programs. Knows no rule."""
