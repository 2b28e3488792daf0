"""SQL of fields that a report says otherwise than a person did: listing them, and taking the report's value."""

LIST = """
SELECT c.id, c.yil, v.kod, v.ad, c.alan, c.mevcut, c.rapor, c.durum, v.erisim, c.varlik_id
  FROM kbs.rapor_celiskisi c JOIN kbs.varlik v ON (v.ilce_kodu, v.id) = (c.ilce_kodu, c.varlik_id)
 WHERE c.ilce_kodu = :ilce AND (:gizli OR v.erisim = 'acik') AND (CAST(:id AS bigint) IS NULL OR c.id = :id)
   AND (CAST(:id AS bigint) IS NOT NULL OR c.durum = 'bekliyor')
 ORDER BY c.yil, v.kod, c.alan"""

DECIDE = """
UPDATE kbs.rapor_celiskisi SET durum = :karar, kim = :kim, neden = :neden, karar_zamani = now()
 WHERE ilce_kodu = :ilce AND id = :id AND durum = 'bekliyor' RETURNING id"""

# ``{columns}`` of the asset take the report's values; ``rapor`` has them under their names.
TAKE_COLUMNS = """
UPDATE kbs.varlik v SET ({columns}) = ROW({values})
  FROM kbs.rapor_celiskisi c, jsonb_populate_record(NULL::kbs.varlik, c.rapor) r
 WHERE (c.ilce_kodu, c.id) = (:ilce, :id) AND (v.ilce_kodu, v.id) = (c.ilce_kodu, c.varlik_id)"""

# A list is taken as a whole, numbered as the report has it.
FORGET_LIST = "DELETE FROM kbs.{table} WHERE ilce_kodu = :ilce AND varlik_id = :varlik_id"
TAKE_LIST = """
INSERT INTO kbs.{table} (ilce_kodu, varlik_id, sira, {columns})
SELECT c.ilce_kodu, c.varlik_id, s.sira, {values}
  FROM kbs.rapor_celiskisi c, jsonb_array_elements(c.rapor) WITH ORDINALITY s (satir, sira),
       jsonb_populate_record(NULL::kbs.{table}, s.satir) r
 WHERE (c.ilce_kodu, c.id) = (:ilce, :id)"""
