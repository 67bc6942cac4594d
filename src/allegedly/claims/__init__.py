"""Documents become claims: who says what, in which words."""
