"""Data disputed (báo sai lệch dữ liệu): reported, verified with the source, corrected or explained."""
