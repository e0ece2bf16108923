"""An app that only tests install: an event, handlers and jobs for relay and workers in processes of their own."""
