"""Is what was typed plausible? Checks beside published means and plain arithmetic; they enter no amount."""
