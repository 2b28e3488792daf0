"""Which assets give a public service: told by kind, sub-kind and the words of their uses, never by their names.

A name may honour a person or a place (``Pazarcık Parkı``); a use says what happens there.
"""

from dataclasses import dataclass

from kbs_envanter.domain.labels import N_


@dataclass(frozen=True, slots=True)
class Service:
    """A service and how to know it.

    ``turler`` and ``alt_turler`` are kinds that always give it. ``sozler`` are alternatives of a regular expression
    over folded uses (``katla``); each begins at the beginning of a word.
    """

    kod: str
    ad: str
    turler: tuple[str, ...] = ()
    alt_turler: tuple[str, ...] = ()
    sozler: tuple[str, ...] = ()
    aciklama: str = ""


SERVICES = (
    Service(
        "kres",
        N_("Kreş ve gündüz bakımevi"),
        sozler=("gunduz cocuk bakimevi", "kres", "ana ?okulu"),
        aciklama=N_("Kullanımında gündüz çocuk bakımevi, kreş ya da anaokulu yazanlar"),
    ),
    Service(
        "kutuphane",
        N_("Kütüphane"),
        sozler=("kutuphane",),
        aciklama=N_("Kullanımında kütüphane yazanlar"),
    ),
    Service(
        "pazar",
        N_("Pazar yeri"),
        alt_turler=("kapali_pazar", "acik_pazar"),
        sozler=("kapali pazar", "pazar yeri", "pazar alani"),
        aciklama=N_("Pazar yerleri ve kullanımında pazar yeri yazanlar; Halk Market mağazaları sayılmaz"),
    ),
    Service(
        "spor",
        N_("Spor tesisi"),
        turler=("spor_tesisi",),
        alt_turler=("spor_alani",),
        sozler=("spor tesis", "spor salonu", "hali saha", "yuzme havuzu", "tartan pist", "kosu parkuru", "sportif"),
        aciklama=N_(
            "Spor tesisleri, spor alanları ve kullanımında saha, salon, havuz, pist ya da parkur yazanlar; "
            "parklardaki spor aletleri sayılmaz"
        ),
    ),
)
