import json
import os
import subprocess
import sys


def command(*arguments: str, **settings: str) -> subprocess.CompletedProcess[str]:
    environment = os.environ | settings
    return subprocess.run(
        [sys.executable, "-m", "kbs_envanter", *arguments], capture_output=True, text=True, env=environment
    )


def test_backup_restore_and_status_at_the_command_line(cluster, inventory, tmp_path):
    here = {
        "KBS_DATABASE_URL": inventory,
        "KBS_YEDEK_DIZINI": str(tmp_path / "y"),
        "KBS_DURUM_DIZINI": str(tmp_path / "d"),
    }
    made = json.loads(command("yedekle", "--json", **here).stdout)
    assert made["satir"] > 1000
    seen = command("durum", "--json", **here)
    assert json.loads(seen.stdout)["facts"]["yedek"] == 1
    assert seen.returncode == (3 if json.loads(seen.stdout)["warnings"] else 0)
    refused = command("geri-yukle", made["klasor"], **here)
    assert refused.returncode == 1 and "boş değil" in refused.stderr and "not empty" in refused.stderr
    assert "Son yedek" in command("durum", **here).stdout
