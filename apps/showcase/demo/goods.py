"""What the demonstration shop sells and to whom: names made from word lists, the same for the same seed."""

from dataclasses import dataclass
from random import Random

CATEGORIES = {
    "kitchen": ("Kitchen", ("MUG", "TEAPOT", "CAKE TIN", "CUTTING BOARD", "EGG CUP", "OVEN GLOVE", "RECIPE BOX")),
    "garden": ("Garden", ("PLANT POT", "WATERING CAN", "BIRD FEEDER", "LANTERN", "KNEELING PAD", "SEED TIN")),
    "lighting": ("Lighting", ("T-LIGHT HOLDER", "TABLE LAMP", "STRING LIGHTS", "NIGHT LIGHT", "CANDLESTICK")),
    "paper": ("Paper and post", ("NOTEBOOK", "GIFT WRAP", "CARD HOLDER", "STICKER SHEET", "WRITING SET")),
    "textiles": ("Textiles", ("CUSHION COVER", "APRON", "DOORMAT", "TEA TOWEL", "SHOPPING BAG", "BLANKET")),
    "toys": ("Toys", ("SPINNING TOP", "PUZZLE", "DOLLS HOUSE", "SKITTLES", "KITE", "PAPER CHAIN KIT")),
    "party": ("Party", ("BUNTING", "CAKE STAND", "PAPER CUPS", "NAPKINS", "BALLOONS")),
    "storage": ("Storage", ("JAR", "LUNCH BOX", "WICKER BASKET", "TRINKET BOX", "HOOK RAIL", "DRAWER KNOB")),
}
LOOKS = (
    *("RED SPOTTY", "PINK", "BLUE", "IVORY", "VINTAGE", "RETRO", "GLASS", "WOODEN", "ENAMEL", "STRIPED", "FLORAL"),
    *("HEART", "STAR", "UNION JACK", "SKULL", "WOODLAND", "STRAWBERRY", "PAISLEY", "ZINC", "ANTIQUE SILVER"),
)
SIZES = ("", " SMALL", " LARGE", " SET OF 3", " SET OF 6", " PACK OF 12")
FIRST_NAMES = (
    *("Amara", "Bilal", "Chiara", "Dmitri", "Elif", "Fionn", "Grace", "Hiro", "Ines", "Jakub", "Kaja", "Liam", "Mei"),
    *("Noor", "Oskar", "Priya", "Quentin", "Rosa", "Sven", "Tomasz", "Una", "Vera", "Wanda", "Yusuf", "Zoë"),
)
LAST_NAMES = (
    *("Adeyemi", "Bauer", "Castillo", "Dubois", "Eriksen", "Fitzgerald", "Gruber", "Haddad", "Ivanova", "Jansen"),
    *("Kowalski", "Larsen", "Moreau", "Nakamura", "O'Brien", "Papadakis", "Quinn", "Rossi", "Santos", "Turner"),
)
# Most customers live where the shop is; the rest in rough order of how often they buy.
COUNTRIES = (
    *("GB",) * 62,
    *("IE",) * 8,
    *("DE",) * 8,
    *("FR",) * 7,
    *("NL",) * 4,
    *("ES", "ES", "BE", "SE", "NO", "PT", "IT", "CH", "DK", "US", "AU", "JP"),
)

FIRST_DAY = 540
"""Days ago that the story of the shop begins."""
WHY_PRICES_CHANGE = (
    "supplier's new list",
    "freight went up",
    "spring offer",
    "back to the usual price",
    "currency moved",
)


@dataclass(frozen=True, slots=True)
class Goods:
    """A product: price in thousandths of the currency, categories by slug, the first one its own.

    `history` has each price with how many days ago it began and why, oldest first; the last is `price`.
    """

    sku: str
    name: str
    price: int
    categories: tuple[str, ...]
    history: tuple[tuple[int, int, str], ...]

    def price_at(self, days: int) -> int:
        """What it cost so many days ago, a day begun counted as a whole one."""
        return next((price for begun, price, _ in reversed(self.history) if begun >= days), self.history[0][1])


def make_goods(count: int, *, random: Random) -> list[Goods]:
    """`count` products with different SKUs such as KIT-0042; every fourth stands on a second shelf too."""
    slugs = list(CATEGORIES)
    goods = []
    for number in range(1, count + 1):
        slug = random.choice(slugs)
        categories: tuple[str, ...] = (slug,)
        if random.random() < 0.25:
            categories += (random.choice([other for other in slugs if other != slug]),)
        price = random.choice((650, 850, 1250, 1450, 1650, 1950, 2100, 2550, 2950, 3750, 4250, 4950, 6950, 8500, 12750))
        sku, name = f"{slug[:3].upper()}-{number:04}", make_name(slug, random=random)
        goods.append(Goods(sku, name, price, categories, make_history(price, random=Random(f"price of {sku}"))))
    return goods


def make_history(price: int, *, random: Random) -> tuple[tuple[int, int, str], ...]:
    """Up to four prices that led to `price`: two weeks apart or more, each some per cent off the one after it."""
    history = [(random.randrange(16, 120), price)]
    for _ in range(random.choice((0, 1, 1, 2, 2, 3))):
        days, after = history[0]
        former = after * random.choice((84, 88, 92, 95, 104, 110)) // 100 // 50 * 50
        if former != after:
            history.insert(0, (days + random.randrange(14, 130), former))
    first = (FIRST_DAY, history[0][1], "first price")
    return (first, *((days, cost, random.choice(WHY_PRICES_CHANGE)) for days, cost in history[1:]))


def make_name(slug: str, *, random: Random) -> str:
    """A product name as shops of this kind write them, such as RED SPOTTY MUG SET OF 6."""
    return f"{random.choice(LOOKS)} {random.choice(CATEGORIES[slug][1])}{random.choice(SIZES)}"


def popular(random: Random, count: int, *, favour: float = 3) -> int:
    """An index below `count`; small ones come more often, the more `favour` is above 1."""
    return int(count * random.random() ** favour)
