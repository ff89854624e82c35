"""`./lotwise demo`: a sheet through the whole of Lotwise, and the night and morning after."""
