"""The data model as GeoAlchemy2 classes, schema ``kbs``. Words are those of docs/architecture.md."""

from kbs_envanter.store.models.accounts import Anahtar, Hesap, Oturum, OturumKaydi
from kbs_envanter.store.models.assets import Hak, KonumAdayi, KonumKarari, Kullanim, Varlik, VarlikParsel
from kbs_envanter.store.models.base import SCHEMA, Base
from kbs_envanter.store.models.cadastre import Ilce, Kaynak, Mahalle, ParcelLink, Parsel, ParselSoyu
from kbs_envanter.store.models.changes import Degisiklik, Gecmis
from kbs_envanter.store.models.editing import Ek, Oneri
from kbs_envanter.store.models.events import (
    Faaliyet,
    FaaliyetParsel,
    Gosterge,
    IslemParsel,
    TasinmazIslemi,
    TesisBilgisi,
)
from kbs_envanter.store.models.field import Kampanya, KampanyaHesap, KampanyaVarlik, SahaFoto, SahaTespiti
from kbs_envanter.store.models.imports import IceAktarma, SutunEslemesi
from kbs_envanter.store.models.notices import Abone, Bildirim
from kbs_envanter.store.models.places import DisYanit, Yer
from kbs_envanter.store.models.published import (
    AcikKimlik,
    DegisenIlce,
    DegisenVarlik,
    SilinenVarlik,
    VeriSurumu,
    YayinGecmisi,
    YayinVarlik,
)
from kbs_envanter.store.models.quality import Bulgu, Esleme
from kbs_envanter.store.models.yearly import RaporCeliskisi, RaporVarlik

__all__ = [
    "SCHEMA",
    "Abone",
    "AcikKimlik",
    "Anahtar",
    "Base",
    "Bildirim",
    "Bulgu",
    "DegisenIlce",
    "DegisenVarlik",
    "Degisiklik",
    "DisYanit",
    "Ek",
    "Esleme",
    "Faaliyet",
    "FaaliyetParsel",
    "Gecmis",
    "Gosterge",
    "Hak",
    "Hesap",
    "IceAktarma",
    "Ilce",
    "IslemParsel",
    "Kampanya",
    "KampanyaHesap",
    "KampanyaVarlik",
    "Kaynak",
    "KonumAdayi",
    "KonumKarari",
    "Kullanim",
    "Mahalle",
    "Oneri",
    "Oturum",
    "OturumKaydi",
    "ParcelLink",
    "Parsel",
    "ParselSoyu",
    "RaporCeliskisi",
    "RaporVarlik",
    "SahaFoto",
    "SahaTespiti",
    "SilinenVarlik",
    "SutunEslemesi",
    "TasinmazIslemi",
    "TesisBilgisi",
    "Varlik",
    "VarlikParsel",
    "VeriSurumu",
    "YayinGecmisi",
    "YayinVarlik",
    "Yer",
]  # fmt: skip
