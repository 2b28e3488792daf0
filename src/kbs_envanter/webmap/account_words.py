"""Roles, permissions and what happens with accounts, in words."""

from typing import Final

from kbs_envanter.domain.permissions import Permission, Role
from kbs_envanter.language import N_

ROLES: Final[dict[Role, tuple[str, str]]] = {
    Role.HERKES: (N_("Herkes"), N_("giriş yapmadan")),
    Role.SAHA: (N_("Saha"), N_("yerinde doğrulayan ekip")),
    Role.MUDURLUK_EDITORU: (N_("Müdürlük editörü"), N_("yalnız kendi müdürlüğünün varlıkları")),
    Role.PLANLAMA: (N_("Planlama"), N_("envanteri tutan birim")),
    Role.EMLAK: (N_("Emlak"), N_("haklar, karşı taraflar ve gizli varlıklar")),
    Role.YONETICI: (N_("Yönetici"), N_("hesaplar ve her şey")),
}
PERMISSIONS: Final[dict[Permission, str]] = {
    Permission.ACIK_OKU: N_("Açık olan her şeyi okur"),
    Permission.GOREVLI_OKU: N_("Görevli görünümlerini okur: adaylar, bulgular, saha tespitleri"),
    Permission.EMLAK_OKU: N_("Emlak görünümlerini okur: gizli varlıklar, karşı taraflar"),
    Permission.SAHA_YAZ: N_("Saha tespiti, fotoğraf ve bulunan varlık gönderir"),
    Permission.SAHA_YONET: N_("Kampanya kurar, tespitleri inceler"),
    Permission.KENDI_DUZENLE: N_("Kendi müdürlüğünün varlıklarını düzenler"),
    Permission.DUZENLE: N_("Açık varlıkların hepsini düzenler"),
    Permission.HAK_DUZENLE: N_("Hak, parsel ve erişim bilgisini düzenler"),
    Permission.ICE_AKTAR: N_("Birimlerin dosyalarını içe aktarır"),
    Permission.GECMIS_OKU: N_("Kimin neyi neden değiştirdiğini görür"),
    Permission.GERI_AL: N_("Bir değişikliği geri alır"),
    Permission.ONAYLA: N_("Önerileri ve eşlemeleri onaylar ya da reddeder"),
    Permission.ABONE_YONET: N_("Bildirim abonelerini yönetir"),
    Permission.HESAP_YONET: N_("Hesapları, anahtarları ve cihazları yönetir"),
}
EVENTS: Final = {
    "giris": N_("giriş"),
    "giris_basarisiz": N_("başarısız giriş"),
    "kilitlendi": N_("süreli kilit"),
    "cikis": N_("çıkış"),
    "parola_degisti": N_("parola değişti"),
    "parola_sifirlandi": N_("tek kullanımlık parola verildi"),
    "ikinci_adim_acildi": N_("ikinci adım açıldı"),
    "ikinci_adim_kapatildi": N_("ikinci adım kapatıldı"),
    "hesap_eklendi": N_("hesap eklendi"),
    "rol_degisti": N_("rol değişti"),
    "kapatildi": N_("hesap kapatıldı"),
    "yeniden_acildi": N_("hesap yeniden açıldı"),
    "oturum_kapatildi": N_("oturum kapatıldı"),
    "hepsi_kapatildi": N_("bütün oturum ve anahtarlar kapatıldı"),
    "anahtar_verildi": N_("API anahtarı verildi"),
    "anahtar_iptal": N_("API anahtarı iptal edildi"),
}

# What an account works with: the permission, the page, what it is called.
WORK = (
    ((Permission.DUZENLE, Permission.KENDI_DUZENLE), "varlik/yeni", N_("Yeni varlık")),
    ((Permission.ICE_AKTAR,), "ice-aktar", N_("İçe aktarma")),
    ((Permission.ONAYLA, Permission.KENDI_DUZENLE), "oneriler", N_("Öneriler")),
    ((Permission.GECMIS_OKU,), "degisiklikler", N_("Değişiklikler")),
    ((Permission.SAHA_YONET,), "kampanyalar", N_("Kampanyalar")),
    ((Permission.SAHA_YONET,), "tespitler", N_("Saha tespitleri")),
    ((Permission.GOREVLI_OKU,), "vadeler", N_("Süresi dolanlar")),
    ((Permission.ABONE_YONET,), "aboneler", N_("Aboneler")),
)

_BROWSERS = (("Firefox/", "Firefox"), ("Edg/", "Edge"), ("OPR/", "Opera"), ("Chrome/", "Chrome"), ("Safari/", "Safari"))
_SYSTEMS = (
    ("Android", "Android"), ("iPhone", "iPhone"), ("iPad", "iPad"), ("Windows", "Windows"), ("Mac OS", "macOS"),
    ("Linux", "Linux"),
)  # fmt: skip


def browser(told: str) -> str:
    """A browser as people call it, of what it says of itself; that itself where nothing is known."""
    names = (next((name for sign, name in known if sign in told), "") for known in (_BROWSERS, _SYSTEMS))
    return ", ".join(filter(None, names)) or told
