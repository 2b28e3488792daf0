"""Settings are read once and every one is documented."""

from pathlib import Path

from kbs_envanter.settings import Settings

ROOT = Path(__file__).resolve().parents[2]


def test_every_setting_is_in_the_readme_and_described():
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    for name, field in Settings.model_fields.items():
        assert f"KBS_{name.upper()}`" in readme
        assert field.description


def test_the_password_may_come_from_a_file(tmp_path):
    secret = tmp_path / "parola"
    secret.write_text("gi:z/li@\n")
    settings = Settings(database_url="postgresql://kbs@veritabani/kbs", database_parola_dosyasi=secret)
    assert settings.database_url == "postgresql://kbs:gi%3Az%2Fli%40@veritabani/kbs"


def test_settings_come_from_the_environment(monkeypatch):
    monkeypatch.setenv("KBS_PORT", "9000")
    assert Settings().port == 9000
