"""The national family tariff of crèches."""
