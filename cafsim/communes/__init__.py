"""The communes: find one, know its facts with their years, pre-fill a project with them."""
