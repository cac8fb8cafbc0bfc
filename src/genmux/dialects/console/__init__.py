"""What people do beside calling models: signing in, keys, members, money, health. The console is
the client that needs it."""
