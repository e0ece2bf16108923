"""Geometry of the import graph: apps as boxes on their floors, imports as arrows down, arcs where they skip a floor."""

from dataclasses import dataclass
from typing import Any

WIDTH, FLOOR, BOX_WIDTH, BOX_HEIGHT, GAP = 480, 62, 112, 38, 14


@dataclass(frozen=True)
class Box:
    name: str
    x: float
    y: float
    modules: int

    @property
    def middle(self) -> float:
        return self.x + BOX_WIDTH / 2

    @property
    def right(self) -> float:
        return self.x + BOX_WIDTH

    @property
    def bottom(self) -> float:
        return self.y + BOX_HEIGHT

    @property
    def text_y(self) -> float:
        return self.y + 17

    @property
    def size_y(self) -> float:
        return self.y + 31


@dataclass(frozen=True)
class Arrow:
    """A path, and what it says to who cannot see it."""

    path: str
    title: str


class FloorPlan:
    """Boxes, floors and arrows of a `floors` section."""

    width, box_width, box_height, floor_height = WIDTH, BOX_WIDTH, BOX_HEIGHT, BOX_HEIGHT + 12

    def __init__(self, section: dict[str, Any]) -> None:
        self.floors = [number * FLOOR + 2 for number in range(len(section["floors"]))]
        self.height = len(self.floors) * FLOOR
        self.level: dict[str, int] = {}
        self.boxes: dict[str, Box] = {}
        for number, floor in enumerate(section["floors"]):
            left = (WIDTH - len(floor) * BOX_WIDTH - (len(floor) - 1) * GAP) / 2
            for place, name in enumerate(floor):
                self.level[name] = number
                x = left + place * (BOX_WIDTH + GAP)
                self.boxes[name] = Box(name, x, self.floors[number] + 6, section["sizes"].get(name, 0))
        known = [arrow for arrow in section["arrows"] if arrow[0] in self.boxes and arrow[1] in self.boxes]
        self.arrows = [self._arrow(arrow, turn) for turn, arrow in enumerate(sorted(known, key=self._length))]
        self.rows = sorted(known, key=lambda arrow: (self.level[arrow[0]], self.level[arrow[1]]))

    def _length(self, arrow: tuple[str, str, int]) -> int:
        return self.level[arrow[1]] - self.level[arrow[0]]

    def _arrow(self, arrow: tuple[str, str, int], turn: int) -> Arrow:
        above, below, count = arrow
        title = f"{above} imports {below} {count} times"
        begin, end = self.boxes[above], self.boxes[below]
        floors = self.level[below] - self.level[above]
        if floors == 1:
            return Arrow(f"M{begin.middle},{begin.bottom} L{end.middle},{end.y - 5}", title)
        reach = 66 + 16 * floors
        side = 1 if begin.middle + end.middle > WIDTH or (begin.middle + end.middle == WIDTH and turn % 2) else -1
        start_x, end_x = (begin.right, end.right) if side > 0 else (begin.x, end.x)
        start_y, end_y = begin.y + BOX_HEIGHT * 0.6, end.y + BOX_HEIGHT * 0.4
        far = max(start_x * side, end_x * side) * side + side * reach
        return Arrow(f"M{start_x},{start_y} C{far},{start_y} {far},{end_y} {end_x + side * 6},{end_y}", title)
