"""Reading of tables: bytes of xlsx and csv files become the plain sheets of ``domain.grid``."""
