"""What a report tells about a facility, in words: hours and capacity first, then rooms floor by floor.

A fact's code says what is measured and how: ``zemin_kat_teras_kisi`` is the people that the terrace of the ground floor
takes. Facts of one thing stand on one line: "Zemin kat, teras: 80 m² · 60 kişi".
"""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, NamedTuple

from kbs_envanter.domain.text import upper
from kbs_envanter.language import N_, Speech


class Line(NamedTuple):
    """One line of a facility's card, with the lines of the report it comes from."""

    term: str
    value: str
    doubt: str
    lines: tuple[int | None, int | None]


class Facility(NamedTuple):
    """What is known of one facility: the lines that a visitor asks for, and the rooms with their measures."""

    name: str
    lines: list[Line]
    rooms: list[Line]


_FLOORS = {
    "bodrum_kat": N_("Bodrum kat"),
    "zemin_kat": N_("Zemin kat"),
    "birinci_kat": N_("Birinci kat"),
    "ikinci_kat": N_("İkinci kat"),
}
# How a code ends, and the unit that follows the value when the report gives none of its own.
_MEASURES = ("_etkinlik_sayisi", "_katilimci", "_sayisi", "_kisi", "_m2", "_tl")
_UNITS = {
    "m2": "m²",
    "kişi": N_("kişi"),
    "adet": N_("adet"),
    "TL": "TL",
    "mahalle": N_("mahalle"),
    "gün/hafta": N_("gün"),
    "kat": "",
}
_MEASURE_UNITS = {"_etkinlik_sayisi": N_("etkinlik"), "_katilimci": N_("katılımcı")}

# What a visitor or a planner asks first, in this order.
FIRST = {
    "calisma_saatleri": N_("Çalışma saatleri"),
    "calisma_gunu": N_("Haftada açık gün"),
    "kapali_gun": N_("Kapalı gün"),
    "durum": N_("Durum"),
    "tur": N_("Tür"),
    "kapasite_kisi": N_("Kapasite"),
    "acilis_tarihi": N_("Açılış"),
    "sonraki_acilis_tarihi": N_("Sonraki açılış"),
    "alan_m2": N_("Alan"),
    "parsel_alani_m2": N_("Parsel alanı"),
    "toplam_insaat_alani_m2": N_("Toplam inşaat alanı"),
    "kapali_insaat_alani_m2": N_("Kapalı inşaat alanı"),
    "zemin_oturum_m2": N_("Zemin oturumu"),
    "kat_sayisi": N_("Kat sayısı"),
    "bulundugu_kat": N_("Bulunduğu kat"),
    "kitap_sayisi": N_("Kitap"),
    "eklenen_kitap_sayisi": N_("Eklenen kitap"),
    "uye_sayisi": N_("Üye"),
    "yillik_ziyaretci": N_("Yılda ziyaretçi"),
    "yillik_yararlanan_kisi": N_("Yılda yararlanan"),
    "brans_sayisi": N_("Branş"),
    "grup_sayisi": N_("Grup"),
    "kursiyer_sayisi": N_("Kursiyer"),
    "hizmet_verilen_mahalle_sayisi": N_("Hizmet verilen mahalle"),
    "seminer_kapasitesi_kisi": N_("Seminer kapasitesi"),
    "proje_butcesi_tl": N_("Proje bütçesi"),
    "ekim_parseli_m2": N_("Ekim parseli"),
}

_ROOMS = {
    "acik_teras": N_("açık teras"),
    "acil_giris_holu": N_("acil giriş holü"),
    "acil_mudahale_odasi": N_("acil müdahale odası"),
    "acil_odasi": N_("acil odası"),
    "alt_muayene_odasi": N_("alt muayene odası"),
    "asi_odasi": N_("aşı odası"),
    "bakim_odasi": N_("bakım odası"),
    "bay_wc": N_("erkek tuvaleti"),
    "bayan_wc": N_("kadın tuvaleti"),
    "bebek_bakim_odasi": N_("bebek bakım odası"),
    "bekleme_alani": N_("bekleme alanı"),
    "bekleme_odasi": N_("bekleme odası"),
    "bekleme_salonu": N_("bekleme salonu"),
    "bilgisayarli_arastirma_masasi": N_("bilgisayarlı araştırma masası"),
    "cocuk_tiyatrolari": N_("çocuk tiyatroları"),
    "depo": N_("depo"),
    "ders_calisma": N_("ders çalışma"),
    "ders_calisma_alani": N_("ders çalışma alanı"),
    "ders_calisma_masasi": N_("ders çalışma masası"),
    "elektrik_odasi": N_("elektrik odası"),
    "emzirme_odasi": N_("emzirme odası"),
    "engelli_wc": N_("engelli tuvaleti"),
    "erkek_cocuk_wc": N_("erkek çocuk tuvaleti"),
    "erkek_soyunma_odasi": N_("erkek soyunma odası"),
    "gebe_izleme_odasi": N_("gebe izleme odası"),
    "kadin_soyunma_odasi": N_("kadın soyunma odası"),
    "kafe_bolumu": N_("kafe bölümü"),
    "kitap_okuma_koltugu": N_("kitap okuma koltuğu"),
    "kiz_cocuk_wc": N_("kız çocuk tuvaleti"),
    "konser": N_("konser"),
    "konsol": N_("oyun konsolu"),
    "koridor": N_("koridor"),
    "kutuphane": N_("kütüphane"),
    "laboratuvar": N_("laboratuvar"),
    "market_alani": N_("market alanı"),
    "masada": N_("masada oturma"),
    "mescit": N_("mescit"),
    "minderli_oturma_alani": N_("minderli oturma alanı"),
    "muayene_odasi": N_("muayene odası"),
    "mutfak": N_("mutfak"),
    "oturma_alani": N_("oturma alanı"),
    "oyun_alani": N_("oyun alanı"),
    "oyun_bilgisayari": N_("oyun bilgisayarı"),
    "oyun_odasi": N_("oyun odası"),
    "pansuman_enfeksiyon_odasi": N_("pansuman ve enfeksiyon odası"),
    "personel_mutfak_odasi": N_("personel mutfağı"),
    "personel_odasi": N_("personel odası"),
    "reformer": N_("reformer (pilates aleti)"),
    "ruzgarlik": N_("rüzgârlık"),
    "sabit_ders_calisma_masasi": N_("sabit ders çalışma masası"),
    "sadirvan": N_("şadırvan"),
    "sandalyede": N_("sandalyede oturma"),
    "sandalyeli_masa": N_("sandalyeli masa"),
    "sinemalar": N_("sinema"),
    "sinif": N_("sınıf"),
    "soylesi": N_("söyleşi"),
    "soyunma_odalari": N_("soyunma odaları"),
    "soyunma_odasi": N_("soyunma odası"),
    "taziye_salonu": N_("taziye salonu"),
    "teras": N_("teras"),
    "teras_alani": N_("teras alanı"),
    "tesisat_odasi": N_("tesisat odası"),
    "ureme_sagligi_odasi": N_("üreme sağlığı odası"),
    "uyku_odasi": N_("uyku odası"),
    "wc": N_("tuvalet"),
    "yemekhane": N_("yemekhane"),
    "yetiskin_devlet_sehir_tiyatrolari": N_("yetişkin, devlet ve şehir tiyatroları"),
}
_DAYS = {
    "pazartesi": N_("pazartesi"),
    "salı": N_("salı"),
    "çarşamba": N_("çarşamba"),
    "perşembe": N_("perşembe"),
    "cuma": N_("cuma"),
    "cumartesi": N_("cumartesi"),
    "pazar": N_("pazar günü"),
}


def known(code: str) -> bool:
    """Whether a fact's code has words of its own."""
    _, thing, _ = _read(code)
    return code in FIRST or thing in _ROOMS or thing == ""


def facilities(facts: Iterable[Mapping[str, Any]], say: Speech) -> list[Facility]:
    """Facts as lines to read, one facility after another in the order of the report.

    Args:
        facts: ``tesis``, ``bilgi``, ``deger``, ``birim``, ``supheli`` and ``kaynak`` of each.
        say: the language.
    """
    by_name: dict[str, list[Mapping[str, Any]]] = {}
    for fact in facts:
        by_name.setdefault(fact["tesis"], []).append(fact)
    return [Facility(name, _first(all_of, say), _rooms(all_of, say)) for name, all_of in by_name.items()]


def _first(facts: list[Mapping[str, Any]], say: Speech) -> list[Line]:
    order = list(FIRST)
    asked = sorted((fact for fact in facts if fact["bilgi"] in FIRST), key=lambda fact: order.index(fact["bilgi"]))
    return [_line(say._(FIRST[fact["bilgi"]]), [fact], say) for fact in asked]


def _rooms(facts: list[Mapping[str, Any]], say: Speech) -> list[Line]:
    """Facts of one room together, the rooms of one floor together."""
    rooms: dict[tuple[str, str], list[Mapping[str, Any]]] = {}
    for fact in facts:
        if fact["bilgi"] not in FIRST:
            floor, thing, _ = _read(fact["bilgi"])
            rooms.setdefault((floor, thing), []).append(fact)
    floors = ["", *_FLOORS]
    ordered = sorted(rooms, key=lambda room: floors.index(room[0]))
    return [_line(_room(floor, thing, say), rooms[floor, thing], say) for floor, thing in ordered]


def _room(floor: str, thing: str, say: Speech) -> str:
    words = say._(_ROOMS[thing]) if thing in _ROOMS else thing.replace("_", " ")
    text = ", ".join(part for part in (floor and say._(_FLOORS[floor]), words) if part)
    return (upper(text[:1]) if say.lang == "tr" else text[:1].upper()) + text[1:]


def _line(term: str, facts: list[Mapping[str, Any]], say: Speech) -> Line:
    sources = [fact["kaynak"] for fact in facts]
    first, last = sources[0]["satir_bas"], sources[-1]["satir_son"]
    doubts = dict.fromkeys(fact["supheli"] for fact in facts if fact["supheli"])
    return Line(term, " · ".join(_value(fact, say) for fact in facts), "; ".join(doubts), (first, last))


def _value(fact: Mapping[str, Any], say: Speech) -> str:
    code, value = fact["bilgi"], fact["deger"]
    if code in _SPOKEN:
        return _SPOKEN[code](value, say)
    _, _, measure = _read(code)
    unit = _MEASURE_UNITS.get(measure, _UNITS.get(fact["birim"] or "", fact["birim"] or ""))
    try:
        return say.number(float(value), say._(unit) if unit else "")
    except ValueError:
        return str(value)


def _day(value: str, say: Speech) -> str:
    return say.day(value) if len(value) == len("2024-01-31") else value


_SPOKEN: dict[str, Callable[[str, Speech], str]] = {
    "acilis_tarihi": _day,
    "sonraki_acilis_tarihi": _day,
    "calisma_saatleri": lambda value, say: value.replace("-", "–"),
    "kapali_gun": lambda value, say: say._(_DAYS[value]) if value in _DAYS else value,
}


def _read(code: str) -> tuple[str, str, str]:
    """Floor, thing and measure of a code; each may be empty."""
    measure = next((end for end in _MEASURES if code.endswith(end)), "")
    rest = code.removesuffix(measure) if measure else code
    floor = next((floor for floor in _FLOORS if rest == floor or rest.startswith(f"{floor}_")), "")
    return floor, rest.removeprefix(floor).lstrip("_"), measure
