"""Pages (``/app``): a tab of the workspace for what a card is too small for, and the way in by QR."""
