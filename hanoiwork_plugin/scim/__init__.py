"""SCIM 2.0 (``/scim/v2``): the host's directory pushes people and units (CONTRACT 1; RFC 7643, RFC 7644)."""
