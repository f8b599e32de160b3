"""What the server tells of itself: ids and a line for each request, metrics, telemetry."""
