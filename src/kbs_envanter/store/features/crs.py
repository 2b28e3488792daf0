"""The coordinate reference systems that are spoken, with the axis order their authority gives them."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Crs:
    """A coordinate reference system.

    Attributes:
        uri: its name in OGC API.
        srid: PostGIS's number for the same coordinates in (east, north) order.
        title: what a person calls it.
        north_first: whether the authority writes latitude or northing before longitude or easting.
        digits: decimals that are written, about 0.1 m in degrees and 1 cm in metres.
    """

    uri: str
    srid: int
    title: str
    north_first: bool
    digits: int

    @property
    def geographic(self) -> bool:
        """Whether coordinates are degrees."""
        return self.srid == STORAGE_SRID


STORAGE_SRID = 4326
CRS84 = Crs("http://www.opengis.net/def/crs/OGC/1.3/CRS84", STORAGE_SRID, "WGS 84, boylam-enlem", False, 6)
_EPSG = "http://www.opengis.net/def/crs/EPSG/0/"
SUPPORTED = {
    crs.uri: crs
    for crs in (
        CRS84,
        Crs(_EPSG + "4326", STORAGE_SRID, "WGS 84, enlem-boylam", True, 6),
        Crs(_EPSG + "3857", 3857, "WGS 84 / Pseudo-Mercator", False, 2),
        Crs(_EPSG + "5254", 5254, "TUREF / TM30, yukarı-sağa (kuzey-doğu)", True, 2),
        Crs(_EPSG + "2320", 2320, "ED50 / TM30, yukarı-sağa (kuzey-doğu)", True, 2),
    )
}
