"""A workspace that this project did not write: its own issuer, keys, signatures and API.

It knows the plugin only through the manifest and the contract; nothing of ``hanoiwork_plugin`` is imported here.
"""
