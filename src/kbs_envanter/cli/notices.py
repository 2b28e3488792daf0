"""``kbs-envanter bildirim`` and ``saklama``: what the service does by itself, by hand."""

from datetime import UTC, datetime

import typer

from kbs_envanter.cli.say import say
from kbs_envanter.settings import Settings

bildirim = typer.Typer(no_args_is_help=True, help="Abonelere bildirimler. / Notices to subscribers.")
saklama = typer.Typer(no_args_is_help=True, help="Saklama süreleri. / Retention.")


@bildirim.callback()
def _bildirim() -> None:
    """Abonelere bildirimler. / Notices to subscribers."""


@saklama.callback()
def _saklama() -> None:
    """Saklama süreleri. / Retention."""


@bildirim.command("gonder")
def gonder() -> None:
    """Bekleyen bildirimleri gönderir. / Sends the notices that wait."""
    from kbs_envanter.cli.prepared import prepared
    from kbs_envanter.pipeline.notices import note_terms, send_due
    from kbs_envanter.store.database import engine

    settings = Settings()
    with prepared(settings) as url:
        with engine(url).begin() as connection:
            note_terms(connection, settings.ilce_kodu, datetime.now(UTC).date())
        done = send_due(engine(url), settings)
    say(
        f"{done['gonderildi']} gönderildi, {done['kaldi']} yeniden denenecek, {done['olu']} ulaşmadı "
        "/ sent, to be tried again, given up"
    )


@saklama.command("uygula")
def uygula() -> None:
    """Saklama süresi dolan kayıtları siler. / Deletes what is older than the settings say."""
    from kbs_envanter.cli.prepared import prepared
    from kbs_envanter.pipeline.retention import apply_retention
    from kbs_envanter.store.database import engine

    settings = Settings()
    with prepared(settings) as url:
        for done in apply_retention(engine(url), settings):
            say(f"{done.rows} {done.target.tr} silindi ({done.before:%Y-%m-%d} öncesi; kbs.{done.target.table})")
