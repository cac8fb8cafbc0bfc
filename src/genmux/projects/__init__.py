"""Tenants: a project owns keys, two purses of credits (live and sandbox), tasks and callbacks."""
