"""The map's skeleton, built by Folium: the map, its panes, controls and the cluster layer.

Folium writes the start-up script; the data come later by URL and are drawn by ``static/harita/*.js``.
No text that a user or a report wrote ever passes through Folium's string templates.
"""

from dataclasses import dataclass
from functools import cache

import folium
from branca.element import CssLink, Figure, JavascriptLink, MacroElement
from folium.map import CustomPane
from folium.plugins import MarkerCluster
from folium.template import Template


class InventoryMap(folium.Map):
    """Leaflet map whose script and style are ours to serve; names are those of ``assets``."""

    default_js = [("leaflet-js", "leaflet.js")]
    default_css = [("leaflet-css", "leaflet.css")]


class AssetCluster(MarkerCluster):
    """Cluster layer of all assets, with the pinned plugin instead of Folium's."""

    default_js = [("cluster-js", "markercluster.js")]
    default_css = [("cluster-css", "markercluster.css")]


class Controls(MacroElement):
    """Controls in Turkish and metres, and the call that hands the map to the page's modules (which rename them)."""

    _template = Template("""
        {% macro script(this, kwargs) %}
            L.control.zoom({position: "topright", zoomInTitle: "Yakınlaştır", zoomOutTitle: "Uzaklaştır"})
                .addTo({{ this._parent.get_name() }});
            L.control.attribution({position: "bottomright", prefix: false})
                .addTo({{ this._parent.get_name() }});
            L.control.scale({position: "bottomright", imperial: false, maxWidth: 120})
                .addTo({{ this._parent.get_name() }});
            start({{ this._parent.get_name() }}, {{ this.cluster.get_name() }});
        {% endmacro %}
    """)

    def __init__(self, cluster: AssetCluster) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self._name = "Controls"
        self.cluster = cluster


@dataclass(frozen=True)
class Skeleton:
    """What Folium made: logical names of styles and scripts, the map's element, the start-up script."""

    styles: tuple[str, ...]
    scripts: tuple[str, ...]
    body: str
    startup: str


@cache
def skeleton(centre: tuple[float, float], zoom: float) -> Skeleton:
    """Build the skeleton once: a view, latitude first, is shown until the boundaries have come.

    The same input gives the same bytes (Folium's ids are random, ours fixed).
    """
    harita = InventoryMap(
        location=centre,
        zoom_start=zoom,
        tiles=None,
        zoom_control=False,
        attribution_control=False,
        zoom_snap=0.25,
        fade_animation=False,  # a card that fades away would still be there when the next one opens
    )
    # Folium keeps these two for tile layers; without tiles the map itself must know them.
    harita.options.update(min_zoom=10, max_zoom=19)
    harita._id = "harita"
    cluster = AssetCluster(  # type: ignore[no-untyped-call]
        control=False,
        max_cluster_radius=38,
        show_coverage_on_hover=False,
        spider_leg_polyline_options={"weight": 1.5, "color": "#4d5d66", "opacity": 0.6},
    )
    cluster._id = "varliklar"
    for name, z_index in (("mahalleler", 350), ("adlar", 450), ("belirsizlik", 460)):
        pane = CustomPane(name, z_index=z_index, pointer_events=name == "mahalleler")
        pane._id = name
        pane.add_to(harita)
    cluster.add_to(harita)
    Controls(cluster).add_to(harita)
    figure = harita.get_root()
    assert isinstance(figure, Figure)
    return _parts(figure)


def _parts(figure: Figure) -> Skeleton:
    figure.render()
    links = list(figure.header._children.values())
    return Skeleton(
        styles=tuple(link.url for link in links if isinstance(link, CssLink)),
        scripts=tuple(link.url for link in links if isinstance(link, JavascriptLink)),
        body=figure.html.render().strip(),
        startup="\n".join(line for line in figure.script.render().splitlines() if line.strip()),
    )
