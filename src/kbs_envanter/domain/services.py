"""Which assets give a public service: told by kind, sub-kind and the words of their uses, never by their names.

A name may honour a person or a place (``Pazarcık Parkı``); a use says what happens there.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Service:
    """A service and how to know it.

    ``turler`` and ``alt_turler`` are kinds that always give it. ``sozler`` are alternatives of a regular expression
    over folded uses (``katla``); each begins at the beginning of a word.
    """

    kod: str
    ad: str
    name: str
    turler: tuple[str, ...] = ()
    alt_turler: tuple[str, ...] = ()
    sozler: tuple[str, ...] = ()
    aciklama: str = ""


SERVICES = (
    Service(
        "kres",
        "Kreş ve gündüz bakımevi",
        "Day-care",
        sozler=("gunduz cocuk bakimevi", "kres", "ana ?okulu"),
        aciklama="Kullanımında gündüz çocuk bakımevi, kreş ya da anaokulu yazanlar",
    ),
    Service(
        "kutuphane",
        "Kütüphane",
        "Library",
        sozler=("kutuphane",),
        aciklama="Kullanımında kütüphane yazanlar",
    ),
    Service(
        "pazar",
        "Pazar yeri",
        "Market place",
        alt_turler=("kapali_pazar", "acik_pazar"),
        sozler=("kapali pazar", "pazar yeri", "pazar alani"),
        aciklama="Pazar yerleri ve kullanımında pazar yeri yazanlar; Halk Market mağazaları sayılmaz",
    ),
    Service(
        "spor",
        "Spor tesisi",
        "Sports facility",
        turler=("spor_tesisi",),
        alt_turler=("spor_alani",),
        sozler=("spor tesis", "spor salonu", "hali saha", "yuzme havuzu", "tartan pist", "kosu parkuru", "sportif"),
        aciklama="Spor tesisleri, spor alanları ve kullanımında saha, salon, havuz, pist ya da parkur yazanlar; "
        "parklardaki spor aletleri sayılmaz",
    ),
)
