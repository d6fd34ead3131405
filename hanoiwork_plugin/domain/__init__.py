"""The rules (quy tắc nghiệp vụ): plain values in, decisions out; no Flask, no SQLAlchemy, no clock."""
