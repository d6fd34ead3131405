"""The workspace outside: who its issuer says is acting, calls to it, its files and its addresses (CONTRACT 6 to 8)."""
