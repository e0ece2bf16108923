"""Query budgets: what each list and page of the admin and the API may ask the database (queries.toml)."""
