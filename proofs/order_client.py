"""A client of the API that reads every order of a country; it knows nothing of the shop but its address.

    python -m proofs.order_client http://localhost:8000 vit_... FR

prints each order's number, newest first.
"""

import sys
from collections.abc import Iterator
from typing import Any

import requests

Page = list[dict[str, Any]]


def read_pages(first: str, token: str) -> Iterator[Page]:
    """The rows of each page from the first address on, as long as there is a next one."""
    with requests.Session() as session:
        session.headers["Authorization"] = f"Token {token}"
        address: str | None = first
        while address:
            answer = session.get(address, timeout=30)
            answer.raise_for_status()
            page = answer.json()
            yield page["results"]
            address = page["next"]


def orders_of(shop: str, token: str, country: str, *, limit: int = 200) -> Iterator[Page]:
    """Orders of a country over version 2, by cursors: whatever comes in meanwhile doubles and hides none."""
    return read_pages(f"{shop}/api/v2/orders/?country={country}&limit={limit}&fields=number,placed_at", token)


def orders_by_number_of_page(shop: str, token: str, country: str, *, limit: int = 200) -> Iterator[Page]:
    """The same over version 1: a page is a number of rows to skip, whatever has come in above them."""
    return read_pages(f"{shop}/api/v1/orders/?country={country}&page_size={limit}", token)


if __name__ == "__main__":
    for rows in orders_of(*sys.argv[1:4]):
        sys.stdout.writelines(f"{row['number']}\n" for row in rows)
