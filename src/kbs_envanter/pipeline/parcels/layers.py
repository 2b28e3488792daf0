"""Which layer of a source to read."""

from kbs_envanter.pipeline.parcels.types import ParcelSourceRefused


def choose_layer(source: str, layers: list[str], wanted: str | None) -> str:
    """The layer asked for, or the only one there is.

    Raises:
        ParcelSourceRefused: naming the layers.
    """
    listed = ", ".join(layers) or "-"
    if wanted is None and len(layers) == 1:
        return layers[0]
    if wanted in layers:
        return str(wanted)
    if not layers:
        raise ParcelSourceRefused(source, "içinde çizimli katman yok", "has no layer with shapes")
    if wanted is None:
        raise ParcelSourceRefused(
            source,
            f"birden çok katman var, --katman ile seçin: {listed}",
            f"has several layers, choose with --katman: {listed}",
        )
    raise ParcelSourceRefused(
        source, f"{wanted!r} katmanı yok; olanlar: {listed}", f"no layer {wanted!r}; there are: {listed}"
    )
