"""What a claim states and a report states otherwise: one module for each kind of fact. Pure."""
