"""The data model as GeoAlchemy2 classes, schema ``kbs``. Words are those of docs/architecture.md."""

from kbs_envanter.store.models.assets import Hak, KonumAdayi, KonumKarari, Kullanim, Varlik, VarlikParsel
from kbs_envanter.store.models.base import SCHEMA, Base
from kbs_envanter.store.models.cadastre import Ilce, Kaynak, Mahalle, ParcelLink, Parsel, ParselSoyu
from kbs_envanter.store.models.changes import Degisiklik, Gecmis
from kbs_envanter.store.models.events import (
    Faaliyet,
    FaaliyetParsel,
    Gosterge,
    IslemParsel,
    TasinmazIslemi,
    TesisBilgisi,
)
from kbs_envanter.store.models.places import DisYanit, Yer
from kbs_envanter.store.models.published import DegisenIlce, DegisenVarlik, SilinenVarlik, VeriSurumu, YayinVarlik
from kbs_envanter.store.models.quality import Bulgu, Esleme, SahaTespiti

__all__ = [
    "SCHEMA",
    "Base",
    "Bulgu",
    "DegisenIlce",
    "DegisenVarlik",
    "Degisiklik",
    "DisYanit",
    "Esleme",
    "Faaliyet",
    "FaaliyetParsel",
    "Gecmis",
    "Gosterge",
    "Hak",
    "Ilce",
    "IslemParsel",
    "Kaynak",
    "KonumAdayi",
    "KonumKarari",
    "Kullanim",
    "Mahalle",
    "ParcelLink",
    "Parsel",
    "ParselSoyu",
    "SahaTespiti",
    "SilinenVarlik",
    "TasinmazIslemi",
    "TesisBilgisi",
    "Varlik",
    "VarlikParsel",
    "VeriSurumu",
    "YayinVarlik",
    "Yer",
]  # fmt: skip
