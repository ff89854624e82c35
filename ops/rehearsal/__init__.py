"""What `./lotwise rehearse` does: the delivery files at work on this machine, in real containers."""
