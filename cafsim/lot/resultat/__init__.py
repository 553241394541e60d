"""What a batch writes: the result, long or wide, in each form; the rejects; the summary."""
