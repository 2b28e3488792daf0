"""The services that may be asked for positions: those that the settings switch on, and what is kept of the others."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import urlsplit

import psycopg

from kbs_envanter.domain.errors import UserError
from kbs_envanter.geocode.asking import PUBLIC_INTERVAL_S, Geocoder
from kbs_envanter.geocode.chain import Service
from kbs_envanter.geocode.nominatim import Nominatim
from kbs_envanter.geocode.parcels import TkgmParcels
from kbs_envanter.geocode.photon import Photon
from kbs_envanter.geocode.questions import Where
from kbs_envanter.geocode.tkgm import TkgmClient
from kbs_envanter.geocode.tkgm_asking import Pace
from kbs_envanter.pipeline.geocode_inputs import Neighbourhoods
from kbs_envanter.settings import Settings
from kbs_envanter.store.answers import StoredAnswers, answers_connection

PROVINCE = "İstanbul"
MAX_AGE = {"tkgm": timedelta(days=180), "nominatim": timedelta(days=90), "photon": timedelta(days=90)}
_GEOCODERS = {"nominatim": Nominatim, "photon": Photon}
_PUBLIC = ("nominatim.openstreetmap.org", "photon.komoot.io")


@dataclass(frozen=True, slots=True)
class Online:
    """Which services may be asked, and at which address; None is off. ``anew`` asks for what is kept, too."""

    tkgm: str | None = None
    nominatim: str | None = None
    photon: str | None = None
    contact: str = ""
    anew: bool = False

    @classmethod
    def of(cls, settings: Settings, *, anew: bool = False) -> "Online":
        """What the settings switch on.

        Raises:
            UserError: a public service would be asked without saying who asks.
        """
        online = cls(settings.tkgm_url, settings.nominatim_url, settings.photon_url, settings.iletisim, anew)
        public = [host for host in online.hosts() if host in _PUBLIC]
        if public and not online.contact:
            raise UserError(
                f"{public[0]} kimin sorduğunu bilmek ister; KBS_ILETISIM ile bir e-posta ya da sayfa adresi verin. / "
                f"{public[0]} wants to know who asks; give an e-mail address or a page with KBS_ILETISIM."
            )
        return online

    def hosts(self) -> list[str]:
        """The machines that would be called."""
        return [urlsplit(address).netloc for address in (self.tkgm, self.nominatim, self.photon) if address]


OFFLINE = Online()


@contextmanager
def services(url: str, online: Online, places: Neighbourhoods) -> Iterator[list[Service]]:
    """The services that have something to say: those switched on, and those of which answers are kept."""
    where = Where(places.bounds(), places.ilce, PROVINCE, places.names)
    with answers_connection(url) as connection, ExitStack() as stack:
        found: list[Service] = []
        if online.tkgm or StoredAnswers(connection, "tkgm").any():
            found.append(_tkgm(connection, online, where, stack))
        for name, provider in _GEOCODERS.items():
            address: str | None = getattr(online, name)
            kept = StoredAnswers(connection, name)
            if address or kept.any():
                fresh = StoredAnswers(connection, name, _age(name, online))
                public = address is not None and urlsplit(address).netloc in _PUBLIC
                pace = Pace(PUBLIC_INTERVAL_S if public else 0.0)
                geocoder = Geocoder(name, address, fresh=fresh, kept=kept, contact=online.contact, pace=pace)
                stack.callback(geocoder.close)
                found.append(provider(geocoder, where))
        yield found


def _age(name: str, online: Online) -> timedelta:
    return timedelta(0) if online.anew else MAX_AGE[name]


def _tkgm(connection: psycopg.Connection, online: Online, where: Where, stack: ExitStack) -> TkgmParcels:
    # A pace that is closed for ever sends nothing: what is kept is all that such a client gives.
    nothing_sent = Pace()
    nothing_sent.close("TKGM", float("inf"))
    answers = StoredAnswers(connection, "tkgm")
    kept = stack.enter_context(TkgmClient(bounds=where.bounds, cache=answers, pace=nothing_sent))
    live = None
    if online.tkgm:
        fresh = StoredAnswers(connection, "tkgm", _age("tkgm", online))
        live = stack.enter_context(TkgmClient(online.tkgm, bounds=where.bounds, cache=fresh))
    return TkgmParcels(live, kept, where.il, where.ilce)
