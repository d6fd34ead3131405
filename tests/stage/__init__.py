"""The stage of the tests: a real PostgreSQL, a real issuer, the demo ward, business time moved by hand."""
