"""The console command: one module a command or group, and what several of them share."""
