"""Rules of accounts: which names and passwords are taken, and how long a wrong password makes one wait."""

import re
import unicodedata
from typing import Final

from kbs_envanter.domain.text import katla

SHORTEST: Final = 12  # characters of a password
LONGEST: Final = 200  # no limit of the method; a longer one would only be work to hash

_NAME = re.compile(r"[a-z0-9][a-z0-9._-]{1,39}")
_FREE_TRIES: Final = 4
_FIRST_DELAY_S: Final = 30
_LONGEST_DELAY_S: Final = 900

# The beginnings of most passwords that get guessed; what follows them is digits, signs and years.
_COMMON: Final = (
    "password passw0rd parola sifre sifrem qwerty qwertyuiop asdfgh asdfghjkl zxcvbn zxcvbnm admin administrator "
    "yonetici belediye kucukcekmece istanbul turkiye ataturk galatasaray fenerbahce besiktas trabzonspor welcome "
    "hosgeldin letmein iloveyou seniseviyorum changeme degistir monkey dragon football superman envanter kbs merhaba "
    "123 1234 12345 123456 1234567 12345678 123456789 1234567890 111111 000000 abc123 1q2w3e 1q2w3e4r 1q2w3e4r5t "
    "correcthorsebatterystaple"
).split()
_ORDERED: Final = ("abcdefghijklmnopqrstuvwxyz", "01234567890123456789", "qwertyuiopasdfghjklzxcvbnm")


def account_name(given: str) -> str:
    """A login name as it is kept: small letters. It is no person's name, and need not tell one."""
    return given.strip().lower()


def is_account_name(name: str) -> bool:
    """Whether a name is 2 to 40 small letters, digits, dots, dashes and underscores, the first a letter or digit."""
    return _NAME.fullmatch(name) is not None


def password_text(given: str) -> str:
    """A password as it is hashed: the same whichever keyboard composed its letters."""
    return unicodedata.normalize("NFC", given)


def password_faults(password: str, name: str) -> list[tuple[str, str]]:
    """What is wrong with a new password, each in Turkish and English; nothing when it is good."""
    faults = []
    if len(password) < SHORTEST:
        faults.append((f"Parola en az {SHORTEST} karakter olmalı.", f"At least {SHORTEST} characters, please."))
    if len(password) > LONGEST:
        faults.append((f"Parola en çok {LONGEST} karakter olabilir.", f"At most {LONGEST} characters, please."))
    folded = katla(password).replace(" ", "")
    if katla(name).replace(" ", "") in folded:
        faults.append(("Parola hesabın adını içermemeli.", "It must not contain the account's name."))
    if _is_common(folded):
        faults.append(
            ("Bu parola çok bilinen bir kalıpta; başka bir tane seçin.", "It is easily guessed; choose another.")
        )
    return faults


def _is_common(folded: str) -> bool:
    if len(set(folded)) < 5 or any(folded in line or folded in line[::-1] for line in _ORDERED):
        return True
    # A common word, alone or repeated, with nothing but digits and signs around it.
    bare = folded.strip("0123456789!.,?*-_+#@$%&/")
    return any(
        bare == word or folded == (word * (len(folded) // len(word) + 1))[: len(folded)] or folded.strip("!.") == word
        for word in _COMMON
    ) or (bare == "" and len(set(folded)) < 8)


def delay_after(wrong: int) -> int:
    """Seconds that an account stays closed after that many wrong passwords in a row: 0, then 30 doubling to 900."""
    beyond = wrong - _FREE_TRIES - 1
    return 0 if beyond < 0 else min(_FIRST_DELAY_S * 2 ** min(beyond, 10), _LONGEST_DELAY_S)
