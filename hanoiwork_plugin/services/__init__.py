"""Use-cases: one act of a person or of the host each, one transaction each; only this room commits."""
