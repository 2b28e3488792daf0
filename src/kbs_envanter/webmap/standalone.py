"""One self-contained HTML file of the map: opens from disk, asks no network for anything."""

import hashlib
from typing import Any

from kbs_envanter.domain.district import District
from kbs_envanter.language import speech
from kbs_envanter.webmap import page


def render(
    assets: dict[str, Any], neighbourhoods: dict[str, Any], *, district: District, title: str, lang: str = "tr"
) -> str:
    """The map of the given GeoJSON FeatureCollections (EPSG:4326) as one HTML text.

    ``assets`` are features of ``varliklar``, ``neighbourhoods`` of ``mahalleler``, as the API serves them; ``district``
    is whose they are, ``lang`` the language of the page around them. Every script, style and datum is inside; a
    Content-Security-Policy in the file forbids requests. The same input gives the same bytes.

    Raises:
        AssetMissing: when the vendored browser files were never fetched.
        ValueError: when the data hold NaN or an infinity.
    """
    data = {"assets": assets, "neighbourhoods": neighbourhoods}
    # Nobody can put a script that carries this nonce into the data: it depends on the data.
    nonce = hashlib.sha256(page.script_json(data).encode()).hexdigest()[:32]
    return page.self_contained(data, nonce, district=district, lang=lang, title=title)


def titled(
    assets: dict[str, Any],
    neighbourhoods: dict[str, Any],
    *,
    district: District,
    mahalle: str | None,
    tur: str | None,
    lang: str,
) -> str:
    """The same with a title that says what is in it: ``Atakent Mahallesi · Parklar``.

    Args:
        assets, neighbourhoods, district, lang: see ``render``.
        mahalle: name of the only neighbourhood, when there is one.
        tur: the only kind of assets, when there is one.
    """
    say = speech(lang)
    place = say._("{ad} Mahallesi", ad=mahalle) if mahalle else district.ad
    parts = [place, say.label("turler", tur)] if tur else [place]
    return render(assets, neighbourhoods, district=district, title=" · ".join(parts), lang=lang)
