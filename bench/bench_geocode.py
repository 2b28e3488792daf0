"""How many addresses a second the offline chain places, on one core: a gazetteer made up here, no database.

    python bench/bench_geocode.py [--adres 100000]

The made-up district has 21 square neighbourhoods, 4,200 streets with ten doors each, 4,200 named parks and 500
parcels. Every address is read, asked of every offline provider and judged, as ``konum hesapla`` does.
"""

import argparse
import random
import time
from collections import Counter

from shapely import MultiPolygon, Point, box

from kbs_envanter.domain.addresses import parse_address
from kbs_envanter.domain.parcel_types import ParcelRef
from kbs_envanter.geocode.chain import Chain, Subject
from kbs_envanter.geocode.gazetteer import Gazetteer, Place
from kbs_envanter.geocode.parcels import ParcelRegister, RegisterParcel
from kbs_envanter.geocode.providers import KnownPositions, WithinMahalle
from kbs_envanter.pipeline.geocode import gazetteer_providers

PROMISE = 2_000
_SYLLABLES = "al bar can dem er far gül han ış kar lale mer nur oy pın rüz sel tan ulu vur yıl zey".split()
_WEST, _SOUTH, _SIDE = 28.72, 40.97, 0.02


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--adres", type=int, default=100_000)
    number = parser.parse_args().adres
    chance = random.Random(1823)
    boundaries = {f"m{n}": _square(n) for n in range(21)}
    streets = [(f"m{n % 21}", _name(chance), chance.choice(("Caddesi", "Sokak"))) for n in range(4_200)]
    parks = [(f"m{n % 21}", f"{_name(chance)} Parkı") for n in range(4_200)]
    begun = time.perf_counter()
    chain = _chain(chance, boundaries, streets, parks)
    built = time.perf_counter() - begun
    texts = [_address(chance, streets, parks) for _ in range(number)]
    reached: Counter[str] = Counter()
    begun = time.perf_counter()
    for n, (ad, mahalle, text, parcels) in enumerate(texts):
        taken = chain.place(Subject(str(n), ad, mahalle, parse_address(text), parcels))
        reached[taken.kesinlik if taken else "yok"] += 1
    seconds = time.perf_counter() - begun
    print(
        f"gazetteer in {built:.1f} s; {number} addresses in {seconds:.1f} s: {number / seconds:.0f}/s {dict(reached)}"
    )
    print("kept" if number / seconds >= PROMISE else f"BELOW the promised {PROMISE}/s")


def _square(n: int) -> MultiPolygon:
    west, south = _WEST + _SIDE * (n % 7), _SOUTH + _SIDE * (n // 7)
    return MultiPolygon([box(west, south, west + _SIDE, south + _SIDE)])


def _name(chance: random.Random) -> str:
    return " ".join("".join(chance.choices(_SYLLABLES, k=2)).capitalize() for _ in range(2))


def _chain(chance: random.Random, boundaries: dict[str, MultiPolygon], streets: list, parks: list) -> Chain:
    def within(mahalle: str) -> tuple[float, float]:
        west, south, east, north = boundaries[mahalle].bounds
        return chance.uniform(west, east), chance.uniform(south, north)

    places = [Place("yer", "park", ad, mahalle, *within(mahalle), "deneme") for mahalle, ad in parks]
    for mahalle, name, generic in streets:
        lon, lat = within(mahalle)
        road = f"{name} {generic}"
        places.append(Place("sokak", "yol", road, mahalle, lon, lat, "deneme", uzunluk_m=300.0))
        places += [
            Place("kapi", "kapi", road, mahalle, lon + door * 1e-5, lat, "deneme", str(door))
            for door in range(1, 20, 2)
        ]
    gazetteer = Gazetteer(places)
    parcels = [RegisterParcel(None, str(n), "1", MultiPolygon([Point(within("m0")).buffer(1e-4)])) for n in range(500)]
    labels = {kod: area.centroid for kod, area in boundaries.items()}
    return Chain(
        [
            KnownPositions({}),
            ParcelRegister(parcels, boundaries),
            *gazetteer_providers(gazetteer),
            WithinMahalle(boundaries, labels, {}),
        ],
        boundaries,
    )


def _address(chance: random.Random, streets: list, parks: list) -> tuple[str, str, str, tuple[ParcelRef, ...]]:
    """An asset's name, mahalle and address: half of the streets known, some in a park, some on a parcel."""
    mahalle, name, generic = chance.choice(streets)
    if chance.random() < 0.5:
        name = _name(chance)
    text = f"{mahalle.upper()} Mahallesi, {name} {generic} No: {chance.randrange(1, 60)}"
    if chance.random() < 0.2:
        text += f" ({chance.choice(parks)[1]} içi)"
    ad = chance.choice((f"{_name(chance)} Parkı", chance.choice(parks)[1], f"{_name(chance)} Kültür Merkezi"))
    on = (ParcelRef(None, str(chance.randrange(5_000)), "1"),) if chance.random() < 0.3 else ()
    return ad, mahalle, text, on


if __name__ == "__main__":
    main()
