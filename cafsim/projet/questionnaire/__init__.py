"""The interview as a function of its answers: what to ask next, in which words."""
