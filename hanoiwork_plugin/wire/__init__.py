"""The shapes shared by everything that comes in: problem details, the words of errors, fields of inputs."""
