"""`manage.py runserver`: Django's, on a server that keeps to HTTP."""

from django.contrib.staticfiles.management.commands import runserver

from apps.core.management.serving import Server


class Command(runserver.Command):
    server_cls = Server
