"""A push becomes what runs: the host's side of a deployment, and the way to it."""
