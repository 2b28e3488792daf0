"""Uses out of one cell."""

from kbs_envanter.domain.uses import split_uses


def test_a_list_of_uses_is_split():
    assert split_uses("Kapalı Pazar, Otopark + Kafe") == ["Kapalı Pazar", "Otopark", "Kafe"]


def test_a_sentence_stays_whole():
    assert split_uses("4, 5, 6, 7 sınıf öğrencilerin eğitimi") == ["4, 5, 6, 7 sınıf öğrencilerin eğitimi"]
    assert split_uses("Gıda, giyim ve eşya yardımı") == ["Gıda, giyim ve eşya yardımı"]


def test_commas_in_brackets_do_not_split():
    assert split_uses("Tesis (Kafe, Restoran)") == ["Tesis (Kafe, Restoran)"]


def test_nothing_is_no_use():
    assert split_uses(" ") == []
