"""Test settings with the sample app, for the processes that tests start."""

from config.settings.test import *  # noqa: F403
from config.settings.test import INSTALLED_APPS

INSTALLED_APPS = ["tests.core.sample", *INSTALLED_APPS]
