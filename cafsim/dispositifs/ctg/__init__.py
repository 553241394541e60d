"""What goes with the convention territoriale globale, and with the commune itself."""
