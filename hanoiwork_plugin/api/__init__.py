"""REST (``/api/v1``): what a card can show or do, through the same use-cases."""
