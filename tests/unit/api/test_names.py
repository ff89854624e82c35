import pytest

from api.names import InvalidFileName, attachment, clean_file_name, stem


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("stock.xlsx", "stock.xlsx"),
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\me\\stock.xlsx", "stock.xlsx"),
        ("a\r\nSet-Cookie: b.csv", "aSet-Cookie: b.csv"),
        ("invoice\u202excod.exe", "invoicexcod.exe"),
        ("Bestände März.xlsx", "Bestände März.xlsx"),
        ("", "upload"),
        ("..", "upload"),
        ("dir/", "upload"),
        ("half\ud800.csv", "half.csv"),
    ],
)
def test_a_file_name_keeps_only_what_is_seen_of_its_last_component(given: str, kept: str) -> None:
    assert clean_file_name(given) == kept


def test_a_long_name_is_shortened_before_its_suffix() -> None:
    name = clean_file_name("x" * 5_000 + ".xlsx")
    assert len(name) == 200
    assert name.endswith("x.xlsx")


def test_a_nul_in_a_name_is_refused() -> None:
    with pytest.raises(InvalidFileName):
        clean_file_name("stock\x00.xlsx")


def test_a_download_name_cannot_leave_its_header() -> None:
    header = attachment('a"; filename="b\r\nX: y\\.csv')
    assert "\r" not in header
    assert "\n" not in header
    assert header.count('"') == 2


def test_a_download_name_with_umlauts_is_sent_both_ways() -> None:
    assert attachment("März.csv") == "attachment; filename=\"M_rz.csv\"; filename*=UTF-8''M%C3%A4rz.csv"


def test_the_stem_of_a_hidden_file_is_its_name() -> None:
    assert (stem("stock.2026.xlsx"), stem(".profile"), stem("stock")) == ("stock.2026", ".profile", "stock")
