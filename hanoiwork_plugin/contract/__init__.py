"""The inbound contract as data, made from the running schemas: JSON Schema files and the AsyncAPI document."""
