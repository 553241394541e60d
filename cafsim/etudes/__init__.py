"""What one does with estimates: levers, comparison, notification, payments, published cases."""
