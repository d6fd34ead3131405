"""What the inputs of every verb share."""

from marshmallow import EXCLUDE, Schema, validate

LONG = validate.Length(max=2000)


class Inputs(Schema):
    """Inputs of a verb; what the card's ``data`` holds besides them is checked elsewhere."""

    class Meta:
        unknown = EXCLUDE


class NoInputs(Inputs):
    """A button without inputs."""
