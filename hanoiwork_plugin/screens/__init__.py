"""Which card a person gets for a thing: the services' view, drawn; the same for a press and for a message."""
