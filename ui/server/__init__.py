"""The server's process: what its parts are, what is on its way to it, how it stops."""
