"""The note for a council: estimations, plans and levers as one web page that needs nothing else. Knows no rule."""
