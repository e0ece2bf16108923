"""What an order file may hold and what its rows mean (docs/import.md): pure functions, one cell or row at a time."""
