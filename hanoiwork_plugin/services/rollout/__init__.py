"""The roll-out (triển khai): working group, practice, readiness."""
