"""What rules about a whole repository stand on: its manifests, Pythons, imports, and places."""
