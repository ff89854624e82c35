"""`./lotwise screenshots`: a picture of every view of the desk."""
