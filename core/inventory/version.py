"""The version of the rules: it changes when the same item would get another decision."""

ENGINE_VERSION = "1"
