"""What is told: each answer arranged as a document."""
