from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class CoreConfig(AppConfig):
    name = "apps.core"

    def ready(self) -> None:
        # Every process knows who hears what, which kinds of jobs there are and what runs when.
        autodiscover_modules("handlers", "tasks")
