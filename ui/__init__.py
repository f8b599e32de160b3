"""What people use: the console command and the page."""
