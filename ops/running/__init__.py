"""The processes of Lotwise on this machine: started, watched, started again, stopped."""
