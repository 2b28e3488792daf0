"""Every table and the class of each of its fields."""

from dataclasses import dataclass
from typing import Final

from kbs_envanter.domain.labels import N_


@dataclass(frozen=True, slots=True)
class Table:
    """A table: what its rows are, and class -> names of the fields of that class."""

    tr: str
    fields: tuple[tuple[str, str], ...]


def _table(tr: str, *, acik: str = "", gorevli: str = "", emlak: str = "", sistem: str = "") -> Table:
    given = (("acik", acik), ("gorevli", gorevli), ("emlak", emlak), ("sistem", sistem))
    return Table(tr, tuple((name, fields) for name, fields in given if fields))


_PUBLISHED = (
    "ilce_kodu kod tur alt_tur ad mahalle mahalle_kod adres kullanim pafta ada_parsel parseller alan_m2 mulkiyet "
    "arsa_sahibi bina_sahibi hak_turu haklar kesinlik belirsizlik_m konum_kaynagi supheli rapor_yili satir_bas "
    "satir_son kaynak surum guncelleme geom ad_katli id degisim aranan geometri nitelikler gecerli_bas"
)
_LINK = "ilce_kodu {owner} sira parsel_id iliski durum atif eski_nolar aciklama ham_metin"

TABLES: Final[dict[str, Table]] = {
    "varlik": _table(
        N_("Varlıklar: binalar, spor tesisleri, parklar, pazarlar"),
        acik="ilce_kodu id kod tur alt_tur ad mahalle_kod adres_ham cadde_sokak kapi_no adres_tarifi pafta alan_ham "
        "alan_m2 supheli konum kesinlik belirsizlik_m konum_kaynagi erisim kaynak_id surum guncelleme ad_katli",
        gorevli="mudurluk",
    ),
    "kullanim": _table(N_("Varlıkların kullanımları"), acik="ilce_kodu varlik_id sira ad"),
    "varlik_parsel": _table(N_("Varlıkların parselleri"), acik=_LINK.format(owner="varlik_id")),
    "hak": _table(
        N_("Mülkiyet ve haklar"),
        acik="ilce_kodu varlik_id sira arsa_sahibi bina_sahibi hak_turu yon karsi_taraf_sinifi pay_m2 sure_yil "
        "baslangic karar durum_notu okuma kaynak_id",
        emlak="karsi_taraf ham_metin",
    ),
    "konum_adayi": _table(
        N_("Varlıklar için önerilen konumlar"),
        gorevli="ilce_kodu varlik_id sira saglayici konum kesinlik belirsizlik_m kaynak puan durum neden",
    ),
    "konum_karari": _table(
        N_("Konum için verilen kararlar"),
        gorevli="ilce_kodu varlik_id konum kesinlik belirsizlik_m neden kim zaman",
    ),
    "ek": _table(
        N_("Varlıkların fotoğrafları"),
        acik="ilce_kodu id varlik_id ozet aciklama genislik yukseklik bayt acik kim zaman",
    ),
    "ilce": _table(N_("İlçe"), acik="ilce_kodu ad il tapu_mahalleleri"),
    "mahalle": _table(
        N_("Mahalleler"),
        acik="ilce_kodu kod ad nvi_id nufus nufus_yili etiket geom sinir_kaynagi sinir_kesinligi ad_katli",
    ),
    "parsel": _table(
        N_("Parseller"),
        acik="ilce_kodu id tapu_mahallesi ada parsel alan_m2 nitelik pafta geom durum kaynak_id kod",
        emlak="gizli",
    ),
    "parsel_soyu": _table(
        N_("Parsellerin soyu: hangisi hangisinden oldu"), acik="ilce_kodu eski_id yeni_id islem tarih"
    ),
    "kaynak": _table(N_("Kaynaklar: belge, tablo, satırlar"), acik="ilce_kodu id belge yil tablo satir_bas satir_son"),
    "tasinmaz_islemi": _table(
        N_("Kira, tahsis, kamulaştırma ve 18. madde işlemleri"),
        acik="ilce_kodu id kod tur alt_tur varlik_id mahalle_kod adres_ham alan_m2 parsel_alani_m2 bedel_tl tarih "
        "sure_yil karsi_taraf_turu konu karar supheli kaynak_id",
        emlak="karsi_taraf",
    ),
    "islem_parsel": _table(N_("İşlemlerin parselleri"), acik=_LINK.format(owner="islem_id")),
    "faaliyet": _table(
        N_("Yapılan işler"),
        acik="ilce_kodu id kod bolum varlik_id mahalle_kod yer_ham yapilan_is miktar birim alan_m2 supheli kaynak_id",
    ),
    "faaliyet_parsel": _table(N_("İşlerin parselleri"), acik=_LINK.format(owner="faaliyet_id")),
    "tesis_bilgisi": _table(
        N_("Tesislere ilişkin bilgiler"),
        acik="ilce_kodu id kod tesis varlik_id mahalle_kod bilgi deger birim supheli kaynak_id",
    ),
    "gosterge": _table(
        N_("Mahallelerin yıllık göstergeleri"), acik="ilce_kodu id mahalle_kod gosterge birim deger yil kaynak_id"
    ),
    "bulgu": _table(
        N_("Veri kalitesi bulguları"),
        acik="ilce_kodu id anahtar tur onem varlik_id parsel_id kaynak_id aciklama aciklama_en ayrinti zaman",
    ),
    "esleme": _table(
        N_("Aynı yeri anlatan satır çiftleri"),
        acik="ilce_kodu belge a_kod b_kod a_tablo a_satir b_tablo b_satir tur durum puan kanit neden karar_zamani",
        gorevli="kim",
    ),
    "yer": _table(
        N_("Yer sözlüğü"),
        acik="ilce_kodu id sinif tur ad cekirdek kapi_no mahalle_kod konum uzunluk_m kaynak dis_kimlik lisans "
        "veri_tarihi ad_katli",
    ),
    "rapor_varlik": _table(
        N_("Hangi yılın raporu hangi varlığı anıyor"),
        gorevli="ilce_kodu yil varlik_id kaynak_id durum puan eskiden",
    ),
    "rapor_celiskisi": _table(
        N_("Elle düzeltilenle çelişen rapor değerleri"),
        gorevli="ilce_kodu id yil varlik_id alan kaynak_id durum kim neden karar_zamani",
        emlak="mevcut rapor",
    ),
    "yayin_varlik": _table(N_("Yayımdaki varlıklar"), acik=_PUBLISHED),
    "yayin_gecmisi": _table(N_("Yayımın geçmişi"), acik=f"{_PUBLISHED} gecerli_son"),
    "acik_kimlik": _table(N_("Yayındaki varlıkların kimlikleri"), acik="ilce_kodu id"),
    "silinen_varlik": _table(N_("Artık yayında olmayan varlıklar"), acik="ilce_kodu kod tur zaman degisim"),
    "veri_surumu": _table(N_("Yayımlanan verinin sürümü"), acik="ilce_kodu surum zaman"),
    "degisen_ilce": _table(N_("Süren değişikliğin ilçeleri"), sistem="islem ilce_kodu"),
    "degisen_varlik": _table(N_("Süren değişikliğin varlıkları"), sistem="islem ilce_kodu varlik_id"),
    "degisiklik": _table(
        N_("Değişiklikler: kim, neden, nereden"),
        gorevli="ilce_kodu id tur kim neden gecerlilik geri_alinan zaman",
        emlak="nereden",
    ),
    "gecmis": _table(
        N_("Her değişen satırın öncesi ve sonrası"),
        gorevli="ilce_kodu id tablo anahtar islem degisiklik zaman",
        emlak="eski yeni",
    ),
    "oneri": _table(
        N_("Onay bekleyen düzenlemeler"),
        gorevli="ilce_kodu id islem kod alanlar onay gorulen onceki mudurluk kim neden zaman durum karar_veren "
        "karar_nedeni karar_zamani degisiklik",
    ),
    "saha_tespiti": _table(
        N_("Saha tespitleri"),
        acik="ilce_kodu varlik_id zaman",
        gorevli="id sonuc aciklama konum dogruluk_m alindi kampanya_id nedenler cihaz_zamani saat_farki_ms "
        "saat_supheli kim gorulen_surum varlik_surumu yeni_konum yeni_varlik foto_sayisi ozet catisma_karari durum "
        "inceleyen inceleme_nedeni inceleme_zamani",
    ),
    "saha_foto": _table(
        N_("Saha fotoğrafları"),
        gorevli="ilce_kodu id tespit_id sira ozet gelen_ozet genislik yukseklik bayt konum zaman",
    ),
    "kampanya": _table(N_("Saha kampanyaları"), gorevli="ilce_kodu id ad aciklama olcut kim bitis kapali olusturma"),
    "kampanya_varlik": _table(N_("Kampanyaların varlıkları"), gorevli="ilce_kodu kampanya_id varlik_id"),
    "kampanya_hesap": _table(N_("Kampanyaların ekipleri"), gorevli="ilce_kodu kampanya_id hesap_id"),
    "ice_aktarma": _table(
        N_("İçe aktarılmayı bekleyen dosyalar"),
        gorevli="ilce_kodu id kim dosya satir icerik secenekler onizleme durum sonuc degisiklik zaman",
    ),
    "sutun_eslemesi": _table(N_("Hangi sütun hangi alandı"), gorevli="ilce_kodu imza esleme kim zaman"),
    "hesap": _table(
        N_("Hesaplar"),
        sistem="ilce_kodu id ad rol mudurluk parola parola_bitis yanlis kilit_bitis totp totp_adim kurtarma dis_kimlik "
        "kapali olusturma son_giris",
    ),
    "oturum": _table(N_("Oturumlar"), sistem="ilce_kodu ozet id hesap_id tarayici adres baslangic son_gorulme bitis"),
    "anahtar": _table(
        N_("Anahtarlar"), sistem="ilce_kodu id hesap_id ad ozet yetkiler olusturma bitis son_kullanim iptal"
    ),
    "oturum_kaydi": _table(N_("Oturum kayıtları"), sistem="ilce_kodu id zaman hesap ne ayrinti yapan adres"),
    "abone": _table(N_("Aboneler"), sistem="ilce_kodu id ad adres gizli mahalle_kod tur aktif kim olusturma"),
    "bildirim": _table(
        N_("Abonelere giden bildirimler"),
        sistem="ilce_kodu id kimlik abone_id olay konu govde durum deneme sonraki son_hata olusturma bitis",
    ),
    "dis_yanit": _table(N_("Dış servislerin yanıtları"), sistem="servis anahtar yanit soruldu"),
}  # fmt: skip

# What is more than no personal data at all: class -> fields.
KVKK: Final[dict[str, frozenset[str]]] = {
    "kisi_sinifi": frozenset(
        "hak.arsa_sahibi hak.bina_sahibi hak.karsi_taraf_sinifi tasinmaz_islemi.karsi_taraf_turu "
        "yayin_varlik.arsa_sahibi yayin_varlik.bina_sahibi yayin_gecmisi.arsa_sahibi yayin_gecmisi.bina_sahibi".split()
    ),
    "serbest_metin": frozenset(
        "hak.karsi_taraf hak.ham_metin tasinmaz_islemi.karsi_taraf tasinmaz_islemi.konu konum_karari.neden ek.aciklama "
        "esleme.neden rapor_celiskisi.mevcut rapor_celiskisi.rapor rapor_celiskisi.neden degisiklik.neden gecmis.eski "
        "gecmis.yeni oneri.alanlar oneri.onceki oneri.neden oneri.karar_nedeni saha_tespiti.aciklama "
        "saha_tespiti.yeni_varlik saha_tespiti.inceleme_nedeni kampanya.aciklama ice_aktarma.dosya ice_aktarma.icerik "
        "ice_aktarma.onizleme yayin_varlik.mulkiyet yayin_gecmisi.mulkiyet".split()
    ),
    "personel": frozenset(
        "konum_karari.kim ek.kim esleme.kim rapor_celiskisi.kim degisiklik.kim degisiklik.nereden oneri.kim "
        "oneri.karar_veren saha_tespiti.konum saha_tespiti.kim saha_tespiti.inceleyen saha_foto.konum kampanya.kim "
        "kampanya_hesap.hesap_id ice_aktarma.kim sutun_eslemesi.kim hesap.ad hesap.dis_kimlik hesap.son_giris "
        "oturum.hesap_id oturum.tarayici oturum.adres oturum.son_gorulme anahtar.hesap_id anahtar.ad "
        "oturum_kaydi.hesap oturum_kaydi.ayrinti oturum_kaydi.yapan oturum_kaydi.adres abone.kim".split()
    ),
    "kimlik_bilgisi": frozenset("hesap.parola hesap.totp hesap.kurtarma oturum.ozet anahtar.ozet abone.gizli".split()),
}
