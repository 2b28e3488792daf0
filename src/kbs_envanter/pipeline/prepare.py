"""From nothing to an inventory that can be served: schema, facts, boundaries, positions."""

from collections.abc import Iterator
from dataclasses import dataclass

from kbs_envanter.domain.precision import Kesinlik
from kbs_envanter.geocode.boundaries import BoundaryQuality
from kbs_envanter.pipeline.backup import back_up_before_upgrade
from kbs_envanter.pipeline.boundaries import set_boundaries
from kbs_envanter.pipeline.findings import check_inventory, counts
from kbs_envanter.pipeline.geocode import geocode_assets
from kbs_envanter.pipeline.load import load_inventory
from kbs_envanter.pipeline.matching import match_mentions
from kbs_envanter.settings import Settings
from kbs_envanter.store import migrate


@dataclass(frozen=True, slots=True)
class Step:
    """A step that is done: its name, what came of it, and what the administrator should know."""

    name: str
    result: str
    warning: str = ""


def prepare(url: str, settings: Settings) -> Iterator[Step]:
    """Bring a database up to date, one step after the other. Running it again changes nothing.

    Raises:
        BackupRefused: when the schema is older and what is there cannot be saved first; nothing is changed.
        InputRefused: when a committed table is faulty; what that step would have written is not there.
    """
    if saved := back_up_before_upgrade(url, settings):
        yield Step("yedek", str(saved.folder))
    migrate.upgrade(url)
    yield Step("şema", "güncel")

    loaded = load_inventory(url, settings.veri_dizini, settings.ilce_kodu)
    kinds = ", ".join(f"{number} {tur}" for tur, number in loaded.assets.items())
    unread = loaded.parcel_texts["okunamadi"]
    kinds += f"; {loaded.events.total()} olay ve gösterge"
    yield Step("varlıklar", kinds, f"{unread} parsel metni okunamadı, ham hâliyle saklandı" if unread else "")

    matched = match_mentions(url, settings.veri_dizini, settings.ilce_kodu)
    linked = matched["otomatik"] + matched["onaylandi"]
    yield Step("eşlemeler", f"{linked} çift bağlı, {matched['bekliyor']} çift karar bekliyor")

    boundaries = set_boundaries(url, settings)
    approximate = boundaries.quality == BoundaryQuality.YAKLASIK
    warning = f"gerçek sınırlar alınamadı, haritada yaklaşık gösteriliyor ({boundaries.reason})" if approximate else ""
    yield Step("mahalle sınırları", boundaries.source, warning)

    yield from refresh(url, settings)


def refresh(url: str, settings: Settings) -> Iterator[Step]:
    """What follows from assets, parcels, links and boundaries, after any of them changed: positions and findings."""
    placed = geocode_assets(url, settings.veri_dizini, settings.ilce_kodu)
    reached = ", ".join(f"{placed.by_precision[k]} {k}" for k in Kesinlik if placed.by_precision[k])
    refused = f"{len(placed.refused)} aday konum reddedildi" if placed.refused else ""
    yield Step("konumlar", reached, refused)

    found = counts(check_inventory(url, settings.veri_dizini, settings.ilce_kodu))
    yield Step("bulgular", f"{found['hata']} hata, {found['uyari']} uyarı, {found['bilgi']} bilgi")
