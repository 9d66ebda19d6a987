"""Lots: rooms, seats and the order of an interview out of a recorded seed (P2.4). Pure.

The order follows from SHA-256 of the seed and the registration number alone. Whoever has the recorded seed
gets the same seats again, with any program in any language: no generator's habits are part of it.
"""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

# What the record says about how it was drawn; printed under it.
IN_WORDS = (
    "把“抽签种子”与每名考生的报名号用英文冒号连接（种子:报名号），计算 SHA-256 值；"
    "按该值由小到大排列，依次从第 1 考场第 1 座排起，排满一个考场再排下一个。"
)
INTERVIEW_IN_WORDS = (
    "把“抽签种子”与每名考生的报名号用英文冒号连接（种子:报名号），计算 SHA-256 值；"
    "同一岗位的考生在同一面试室，按该值由小到大依次面试；岗位按序号排入有空位的第一个面试室。"
)
TICKET_ROOM, TICKET_SEAT = 2, 3
MOST_ROOMS, MOST_SEATS = 99, 999


@dataclass(frozen=True)
class Room:
    """A room: its number and how many it seats."""

    order: int
    seats: int


@dataclass(frozen=True)
class Place:
    """Where somebody sits, or in which turn an interview comes."""

    room: int
    number: int


def drawn(seed: str, numbers: Iterable[str]) -> list[str]:
    """Return registration numbers in the order of the lot."""
    return sorted(numbers, key=lambda number: (lot(seed, number), number))


def lot(seed: str, number: str) -> str:
    """Return the lot of a registration number: by it the order is."""
    return hashlib.sha256(f"{seed}:{number}".encode()).hexdigest()


def seats(seed: str, numbers: Iterable[str], rooms: Sequence[Room]) -> dict[str, Place] | None:
    """Return each one's seat, rooms filled in their order; None where there are too few seats."""
    places = [
        Place(room.order, seat)
        for room in sorted(rooms, key=lambda room: room.order)
        for seat in range(1, room.seats + 1)
    ]
    order = drawn(seed, numbers)
    return dict(zip(order, places, strict=False)) if len(order) <= len(places) else None


def turns(
    seed: str, openings: Mapping[int, Sequence[str]], rooms: Sequence[Room]
) -> tuple[dict[str, Place], int | None]:
    """Return each one's interview room and turn, and the opening for which no room has space (else None).

    ``openings``: registration numbers by the opening's number. One panel hears all of an opening, so they
    stay in one room; a room takes several openings, one after the other.
    """
    left = {room.order: room.seats for room in rooms}
    taken = dict.fromkeys(left, 0)
    found = {}
    for opening in sorted(openings):
        order = drawn(seed, openings[opening])
        room = next((room for room in sorted(left) if left[room] >= len(order)), None)
        if room is None:
            return {}, opening
        for number in order:
            taken[room] += 1
            found[number] = Place(room, taken[room])
        left[room] -= len(order)
    return found, None


def ticket(code: str, place: Place, *, interview: bool = False) -> str:
    """Return the ticket number: code of the round, room and seat; M before the room for an interview."""
    return f"{code}{'M' if interview else ''}{place.room:0{TICKET_ROOM}d}{place.number:0{TICKET_SEAT}d}"
