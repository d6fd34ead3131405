"""Data disputed (báo sai lệch dữ liệu): what can be disputed, and how it is answered."""
