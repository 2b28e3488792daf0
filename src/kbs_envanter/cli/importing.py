"""``kbs-envanter ice-aktar`` and ``sablon``: departments' files into the inventory."""

import json
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from kbs_envanter.cli.say import say
from kbs_envanter.domain.errors import UserError
from kbs_envanter.settings import Settings

if TYPE_CHECKING:
    from kbs_envanter.pipeline.importing import ImportOptions, Made, Preview, Sheet

_REJECTED = 3  # exit code: some rows cannot be taken
_SHOWN = 20
_OUTCOMES = {
    "ekle": ("yeni", "green"),
    "degistir": ("değişen", "yellow"),
    "ayni": ("aynı", "dim"),
    "ret": ("ret", "red"),
}


def ice_aktar(
    dosya: Annotated[Path, typer.Argument(help="CSV, XLSX, GeoJSON, GPKG, zip'li SHP, KML, DXF / file")],
    tur: Annotated[
        str | None,
        typer.Option(help="Türsüz satırlarınki / kind of rows without: bina, spor_tesisi, park, pazar"),
    ] = None,
    katman: Annotated[str | None, typer.Option(help="Birden çoksa hangi sayfa ya da katman / sheet or layer")] = None,
    crs: Annotated[str | None, typer.Option(help="Koordinat sistemi, örn. EPSG:5254 / coordinate system")] = None,
    esle: Annotated[
        list[str] | None, typer.Option(help="SÜTUN=alan, örn. 'Park adı=ad'; SÜTUN= bırakır / column=field")
    ] = None,
    kesinlik: Annotated[str, typer.Option(help="Konumların kesinliği, satır yazmıyorsa / precision")] = "yer",
    belirsizlik: Annotated[float, typer.Option(help="Konumların belirsizliği, m / uncertainty")] = 25.0,
    neden: Annotated[str, typer.Option(help="Geçmişe yazılacak neden / reason")] = "",
    uyarilari_gec: Annotated[bool, typer.Option("--uyarilari-gec", help="Uyarıları onayla / confirm warnings")] = False,
    iyileri_al: Annotated[bool, typer.Option("--iyileri-al", help="Reddedilenleri bırak / keep the good ones")] = False,
    onayla: Annotated[bool, typer.Option("--onayla", help="Yazar; yoksa yalnız önizler / writes")] = False,
    reddedilenler: Annotated[Path | None, typer.Option(help="Alınmayan satırlar: .csv ya da .xlsx / rejects")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="JSON olarak / as JSON")] = False,
) -> None:
    """Bir müdürlüğün dosyasını önizler, --onayla ile alır. / Previews a department's file; --onayla takes it."""
    from kbs_envanter.cli.prepared import prepared, refreshed
    from kbs_envanter.pipeline.importing import ImportOptions, read_file

    sheet = read_file(_content(dosya), dosya.name, layer=katman)
    settings = Settings()
    given = ImportOptions(_pairs(esle or ()), _kind(tur), crs, kesinlik, belirsizlik, uyarilari_gec)
    with prepared(settings) as url:
        preview, options, made = _run(url, settings, sheet, given, neden, onayla=onayla, good_only=iyileri_al)
        if made is not None and made.degisiklik is not None:
            refreshed(url, settings)
    if reddedilenler is not None:
        _write_rejects(reddedilenler, sheet, preview)
    if as_json:
        typer.echo(json.dumps(_json(preview, options, made), ensure_ascii=False))
    else:
        _tell(sheet, preview, options, made)
    if preview.sayilar["ret"]:
        raise typer.Exit(_REJECTED)


def sablon(
    tur: Annotated[str, typer.Argument(help="Tür / kind: bina, spor_tesisi, park, pazar")],
    cikti: Annotated[Path, typer.Option("--cikti", "-o", help="Yazılacak .xlsx / file to write")],
) -> None:
    """Doldurulacak Excel şablonu yazar. / Writes an Excel template to fill in."""
    from kbs_envanter.domain.assets import Tur
    from kbs_envanter.pipeline.importing.templates import template
    from kbs_envanter.pipeline.tables import read_neighbourhoods

    kind = _kind(tur)
    assert kind is not None
    names = [row.ad for row in read_neighbourhoods(Settings().veri_dizini)]
    _save(cikti, template(Tur(kind), names))
    say(f"[green]✓[/green] {cikti}")


def _run(
    url: str, settings: Settings, sheet: "Sheet", given: "ImportOptions", neden: str, *, onayla: bool, good_only: bool
) -> tuple["Preview", "ImportOptions", "Made | None"]:
    """Preview, and make what is asked for, in one transaction."""
    from kbs_envanter.domain.permissions import Role, Who
    from kbs_envanter.pipeline.changes import PROGRAM
    from kbs_envanter.pipeline.importing import apply_preview, make_preview, remember
    from kbs_envanter.pipeline.tables import read_neighbourhoods
    from kbs_envanter.store.database import engine

    who, ilce = Who(PROGRAM, Role.YONETICI), settings.ilce_kodu
    mahalle = [row.neighbourhood() for row in read_neighbourhoods(settings.veri_dizini)]
    with engine(url).begin() as connection:
        options = _completed(connection, ilce, sheet, given)
        preview = make_preview(connection, who, sheet, options, ilce_kodu=ilce, mahalle=mahalle)
        if onayla and preview.belirsiz_crs:
            raise UserError(
                f"Koordinat sistemi {preview.crs} da {preview.belirsiz_crs} da olabilir; --crs ile seçin. "
                f"/ The coordinate system may be either; choose with --crs."
            )
        if not onayla or (preview.sayilar["ret"] and not good_only):
            return preview, options, None
        mode = "iyiler" if good_only else "hepsi"
        reason = neden or f"{sheet.ad} dosyasından"
        made = apply_preview(connection, who, preview, ilce_kodu=ilce, dosya=sheet.ad, neden=reason, mode=mode)
        remember(connection, ilce, sheet.sutunlar, options.esleme, who.name)
        return preview, options, made


def _completed(connection: Any, ilce: int, sheet: "Sheet", given: "ImportOptions") -> "ImportOptions":
    """What was not said, as it was the last time or as the names suggest."""
    from dataclasses import replace

    from kbs_envanter.pipeline.importing import remembered, suggest
    from kbs_envanter.pipeline.importing.values import kind_of_sheet

    known = remembered(connection, ilce, sheet) or suggest(sheet)
    said = {field for field in given.esleme.values() if field}
    kept = {column: field for column, field in known.items() if field not in said and column not in given.esleme}
    esleme = kept | {column: field for column, field in given.esleme.items() if field}
    return replace(given, esleme=esleme, tur=given.tur or kind_of_sheet(sheet))


def _content(path: Path) -> bytes:
    from kbs_envanter.pipeline.importing import MOST_BYTES
    from kbs_envanter.pipeline.importing.reading import too_large

    try:
        if path.stat().st_size > MOST_BYTES:
            raise too_large()
        return path.read_bytes()
    except OSError as error:
        raise UserError(f"{path} okunamıyor ({error.strerror}). / Cannot be read.") from error


def _pairs(said: Any) -> dict[str, str]:
    pairs = {}
    for each in said:
        column, equals, field = each.rpartition("=")
        if not column or not equals:
            raise UserError(f"--esle SÜTUN=alan biçiminde olmalı: {each!r} / --esle must be COLUMN=field: {each!r}")
        pairs[column] = field
    return pairs


def _kind(tur: str | None) -> str | None:
    from kbs_envanter.domain.assets import Tur

    if tur is not None and tur not in set(Tur):
        listed = ", ".join(Tur)
        raise UserError(f"{tur}: böyle bir tür yok; olanlar: {listed}. / No such kind; there are: {listed}.")
    return tur


def _write_rejects(path: Path, sheet: "Sheet", preview: "Preview") -> None:
    from kbs_envanter.pipeline.importing import rejects_csv, rejects_xlsx

    write = rejects_xlsx if path.suffix.lower() == ".xlsx" else rejects_csv
    _save(path, write(sheet, preview.satirlar))


def _save(path: Path, content: bytes) -> None:
    try:
        path.write_bytes(content)
    except OSError as error:
        raise UserError(f"{path} yazılamadı ({error.strerror}). / Cannot be written.") from error


def _json(preview: "Preview", options: "ImportOptions", made: "Made | None") -> dict[str, Any]:
    rows = [asdict(row) for row in preview.satirlar if row.islem != "ayni"]
    return {
        "sayilar": preview.sayilar,
        "esleme": dict(options.esleme),
        "tur": options.tur,
        "crs": preview.crs,
        "notlar": [{"tr": tr, "en": en} for tr, en in preview.notlar],
        "satirlar": rows,
        "sonuc": None if made is None else asdict(made),
    }


def _tell(sheet: "Sheet", preview: "Preview", options: "ImportOptions", made: "Made | None") -> None:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    console = Console()
    facts = ", ".join(f"{name}: {value}" for name, value in {"tür": sheet.tur, **sheet.bilgi}.items())
    say(f"{sheet.ad} ({facts})", markup=False)
    say("sütunlar / columns: " + ", ".join(f"{c} → {f}" for c, f in options.esleme.items()), style="dim", markup=False)
    for tr, en in preview.notlar:
        say(f"  ! {tr} / {en}", style="yellow", markup=False)
    rows = Table("Satır", "Ne", "Varlık", "Ayrıntı", show_lines=False)
    shown = [row for row in preview.satirlar if row.islem != "ayni"]
    for row in shown[:_SHOWN]:
        word, style = _OUTCOMES[row.islem]
        told = "\n".join(f"{f.sutun or '–'}: {f.tr}" for f in row.kusurlar) or "\n".join(
            f"{field}: {before or '–'} → {after or '–'}" for field, before, after in row.farklar
        )
        rows.add_row(str(row.no), Text(word, style=style), Text(f"{row.kod or ''} {row.ad}".strip()), Text(told))
    if shown:
        console.print(rows)
    if len(shown) > _SHOWN:
        say(f"… {len(shown) - _SHOWN} satır daha (--json hepsini verir) / more rows (--json gives all)", style="dim")
    counts = preview.sayilar
    say(", ".join(f"{counts[name]} {word}" for name, (word, _) in _OUTCOMES.items()), markup=False)
    if made is None:
        say("[yellow]önizleme; hiçbir şey yazılmadı[/yellow] (yazmak için --onayla) / preview, nothing was written")
    elif made.degisiklik is None:
        say("değişen bir şey yok / nothing changed")
    else:
        say(f"[green]✓[/green] alındı, değişiklik {made.degisiklik} / taken as change {made.degisiklik}")
