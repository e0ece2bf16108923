"""Advice about indexes: which are not needed, which are missed, and how that is known (`manage.py index_advice`)."""
