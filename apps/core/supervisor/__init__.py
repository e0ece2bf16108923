"""Starts, watches and stops everything the shop needs on one machine.

Standard library only and no Django: it must run before there is a database, a setting or a migration.
"""
