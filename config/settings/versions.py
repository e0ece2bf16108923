"""The versions of the API, oldest first. Each is an address, `/api/v1/`, and a namespace of `config/api_urls.py`."""

from datetime import date

from config.env import load

ENV = load()
__all__ = ["API_VERSIONS"]

API_VERSIONS: dict[str, dict[str, date]] = {
    "v1": {"deprecated": date(2026, 11, 1), "sunset": ENV["API_V1_SUNSET"]},
    "v2": {},
}
