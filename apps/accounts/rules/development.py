"""The people of a development shop: one of each role, and a second customer."""

from dataclasses import dataclass

from apps.accounts.rules.roles import ROLES


@dataclass(frozen=True)
class Persona:
    """Somebody to sign in as while developing. `key` is the role, with a number from the second person on."""

    key: str
    role: str
    name: str

    @property
    def email(self) -> str:
        return f"{self.key}@vitrine.example"

    @property
    def password(self) -> str:
        """Known to everybody: these people exist in development only."""
        return f"glass-case-{self.key}"


PERSONAS = (
    *(Persona(role.slug, role.slug, role.name) for role in ROLES),
    Persona("customer-2", "customer", "Second customer"),
)
BY_KEY = {persona.key: persona for persona in PERSONAS}
