"""A withheld asset that has something of everything, and other parties of rights and events: what must not be seen."""

SECRET, PARTY = "Saklı yer", "Örnek Yapı Anonim Şirketi"
# What tells of the withheld asset, folded: its code, its name, the texts and the parcel given to it here.
TRACES = ("bin-0016", "konukevi", "sakli")

# The withheld asset gets something of everything, the others get a party that nobody but officers may read.
FILL = f"""
UPDATE kbs.hak SET karsi_taraf = '{PARTY}';
UPDATE kbs.tasinmaz_islemi SET karsi_taraf = '{PARTY}' WHERE karsi_taraf_turu IS DISTINCT FROM 'gercek_kisi';
CREATE TEMP TABLE g AS SELECT ilce_kodu, id, kaynak_id FROM kbs.varlik WHERE erisim = 'gizli';
INSERT INTO kbs.parsel (ilce_kodu, tapu_mahallesi, parsel) SELECT ilce_kodu, 'Saklıköy', 'SAKLI7' FROM g;
CREATE TEMP TABLE p AS SELECT id FROM kbs.parsel WHERE parsel = 'SAKLI7';
INSERT INTO kbs.varlik_parsel (ilce_kodu, varlik_id, sira, parsel_id, iliski, durum, atif, ham_metin)
SELECT g.ilce_kodu, g.id, 90, p.id, 'uzerinde', 'okundu', 'SAKLI7', '{SECRET}' FROM g, p;
INSERT INTO kbs.kullanim SELECT ilce_kodu, id, 90, '{SECRET}' FROM g;
INSERT INTO kbs.ek (ilce_kodu, id, varlik_id, ozet, aciklama, genislik, yukseklik, bayt, acik, kim)
SELECT ilce_kodu, gen_random_uuid(), id, 'x', '{SECRET}', 1, 1, 1, true, 'x' FROM g;
INSERT INTO kbs.ek (ilce_kodu, id, varlik_id, ozet, aciklama, genislik, yukseklik, bayt, acik, kim)
SELECT ilce_kodu, gen_random_uuid(), id, 'x', CASE WHEN kod = 'BIN-0001' THEN 'açık foto' ELSE 'iç foto' END, 1, 1, 1,
       kod = 'BIN-0001', 'x' FROM kbs.varlik WHERE kod IN ('BIN-0001', 'BIN-0002');
INSERT INTO kbs.hak (ilce_kodu, varlik_id, sira, ham_metin) SELECT ilce_kodu, id, 90, '{SECRET}' FROM g;
INSERT INTO kbs.konum_adayi
SELECT ilce_kodu, id, 90, 'elle', 'SRID=4326;POINT(28.7 41)', 'yer', 9, '{SECRET}', 1, 'yedek' FROM g;
INSERT INTO kbs.tasinmaz_islemi (ilce_kodu, kod, tur, varlik_id, konu, kaynak_id)
SELECT ilce_kodu, 'ISL-SAKLI', 'kira_verilen', id, '{SECRET}', kaynak_id FROM g;
INSERT INTO kbs.islem_parsel (ilce_kodu, islem_id, sira, parsel_id, iliski, durum, atif, ham_metin)
SELECT i.ilce_kodu, i.id, 1, p.id, 'uzerinde', 'okundu', 'SAKLI7', 'SAKLI7' FROM kbs.tasinmaz_islemi i, p
 WHERE i.kod = 'ISL-SAKLI';
INSERT INTO kbs.faaliyet (ilce_kodu, kod, bolum, varlik_id, yer_ham, yapilan_is, kaynak_id)
SELECT ilce_kodu, 'FAA-SAKLI', 'x', id, '{SECRET}', 'x', kaynak_id FROM g;
INSERT INTO kbs.faaliyet_parsel (ilce_kodu, faaliyet_id, sira, parsel_id, iliski, durum, atif, ham_metin)
SELECT f.ilce_kodu, f.id, 1, p.id, 'uzerinde', 'okundu', 'SAKLI7', 'SAKLI7' FROM kbs.faaliyet f, p
 WHERE f.kod = 'FAA-SAKLI';
INSERT INTO kbs.tesis_bilgisi (ilce_kodu, kod, tesis, varlik_id, bilgi, deger, kaynak_id)
SELECT ilce_kodu, 'TES-SAKLI', '{SECRET}', id, 'x', 'x', kaynak_id FROM g;
INSERT INTO kbs.bulgu (ilce_kodu, anahtar, tur, onem, varlik_id, aciklama, aciklama_en)
SELECT ilce_kodu, 'saklı:1', 'x', 'bilgi', id, '{SECRET}', '{SECRET}' FROM g;
INSERT INTO kbs.bulgu (ilce_kodu, anahtar, tur, onem, parsel_id, aciklama, aciklama_en)
SELECT g.ilce_kodu, 'saklı:2', 'x', 'bilgi', p.id, '{SECRET}', '{SECRET}' FROM g, p;
INSERT INTO kbs.parsel_soyu (ilce_kodu, eski_id, yeni_id, islem)
SELECT g.ilce_kodu, p.id, (SELECT min(id) FROM kbs.parsel), '{SECRET}' FROM g, p;
INSERT INTO kbs.esleme (ilce_kodu, belge, a_kod, b_kod, a_tablo, a_satir, b_tablo, b_satir, tur, durum, puan, kanit)
SELECT ilce_kodu, 'x', 'BIN-0016', 'BIN-0001', '{SECRET}', 1, 'y', 2, 'ayni', 'otomatik', 1, '[]' FROM g;
"""
