"""The roll-out (triển khai): the seven acts, the five lines of readiness."""
