"""What the servers behind routes speak, one module for each wire format."""
