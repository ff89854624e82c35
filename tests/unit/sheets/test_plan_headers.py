"""Headers of many languages to fields, units, periods and currencies."""

import importlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.inventory.fields import ITEM
from core.sheets.options import LINE_FIELDS
from core.sheets.recognition.doubtful_headers import doubtful, sku_rank
from core.sheets.recognition.spellings import spelled
from core.sheets.recognition.vocabulary import LANGUAGES

PLAIN = [
    ("Avg daily usage", "demand", 1.0, "day"),
    ("Annual_Demand_Units", "demand", 1.0, "year"),
    ("annualDemand", "demand", 1.0, "year"),
    ("Demand (units/yr)", "demand", 1.0, "year"),
    ("Qty per year", "demand", 1.0, "year"),
    ("AU", "demand", 1.0, "year"),
    ("Forecast 12M", "demand", 1.0, "year"),
    ("Usage last 90 days", "demand", 365 / 90, "year"),
    ("daily_sales_qty_7d", "demand", 1.0, "day"),
    ("Amount of Use", "demand", 1.0, None),
    ("Jahresbedarf", "demand", 1.0, "year"),
    ("Monatsverbrauch (Stk)", "demand", 1.0, "month"),
    ("Demande annuelle", "demand", 1.0, "year"),
    ("Demanda anual (unidades)", "demand", 1.0, "year"),
    ("Consumo médio mensal", "demand", 1.0, "month"),
    ("Fabbisogno annuo", "demand", 1.0, "year"),
    ("Yıllık talep", "demand", 1.0, "year"),
    ("YILLIK TALEP", "demand", 1.0, "year"),
    ("Nhu cầu hàng năm", "demand", 1.0, "year"),
    ("年間需要", "demand", 1.0, "year"),
    ("月平均使用量", "demand", 1.0, "month"),
    ("年需求量", "demand", 1.0, "year"),
    ("日均销量", "demand", 1.0, "day"),
    ("Jaarverbruik", "demand", 1.0, "year"),
    ("Roczne zużycie", "demand", 1.0, "year"),
    ("Permintaan tahunan", "demand", 1.0, "year"),
    ("Daily demand std dev", "demand_std", 1.0, "day"),
    ("Std_Dev_Daily_Demand", "demand_std", 1.0, "day"),
    ("LT (weeks)", "lead_time_days", 7.0, None),
    ("Lead_Time_Jours", "lead_time_days", 1.0, None),
    ("Lead time in weeks", "lead_time_days", 7.0, None),
    ("Lieferzeit (Wochen)", "lead_time_days", 7.0, None),
    ("Lead time (seconds)", "lead_time_days", 1 / 86400, None),
    ("Délai de livraison (jours)", "lead_time_days", 1.0, None),
    ("リードタイム（日）", "lead_time_days", 1.0, None),
    ("LT std dev (days)", "lead_time_std_days", 1.0, None),
    ("Std dev of lead time", "lead_time_std_days", 1.0, None),
    ("Coût commande", "order_cost", 1.0, None),
    ("Bestellkosten", "order_cost", 1.0, None),
    ("PO cost", "order_cost", 1.0, None),
    ("Lagerkostensatz", "holding_rate", 1.0, None),
    ("Lagerkosten in %", "holding_rate", 1.0, None),
    ("Holding_Cost_Percent", "holding_rate", 1.0, None),
    ("Cout_Stockage_Unitaire", "holding_cost", 1.0, None),
    ("Holding cost (€/unit/year)", "holding_cost", 1.0, None),
    ("Monthly holding cost", "holding_cost", 12.0, None),
    ("Holding rate (per month)", "holding_rate", 12.0, None),
    ("Einkaufspreis", "unit_cost", 1.0, None),
    ("Unit_Cost \n(in Rs.)", "unit_cost", 1.0, None),
    ("Prix unitaire", "unit_cost", 1.0, None),
    ("Quantite_Stock", "on_hand", 1.0, None),
    ("inventory.1.qty", "on_hand", 1.0, None),
    ("LABST", "on_hand", 1.0, None),
    ("MINBE", "current_reorder_point", 1.0, None),
    ("size_minimum", "min_order_qty", 1.0, None),
    ("Mindestbestellmenge", "min_order_qty", 1.0, None),
    ("最小起订量", "min_order_qty", 1.0, None),
]


@pytest.mark.parametrize(("header", "field", "factor", "period"), PLAIN)
def test_a_plain_header_is_its_field(header: str, field: str, factor: float, period: str | None) -> None:
    found = spelled(header)
    assert found is not None
    assert (found.field, found.period) == (field, period)
    assert found.factor == pytest.approx(factor)


@pytest.mark.parametrize(
    "header",
    [
        "Annual value",
        "Annual demand value",
        "Total cost",
        "Revenue",
        "EOQ",
        "Safety stock",
        "Normalized 0",
        "Customer",
        "Stock coverage days",
        "Holding cost (% of order cost)",
        "Monthly average demand per year",
        "Last order date",
        "D",
    ],
)
def test_a_trap_is_no_field(header: str) -> None:
    assert spelled(header) is None


@pytest.mark.parametrize(
    ("header", "fields"),
    [
        ("Qty", {"demand", "on_hand"}),
        ("Menge", {"demand", "on_hand"}),
        ("Cost", {"unit_cost", "order_cost", "holding_cost"}),
        ("Price (EUR)", {"unit_cost"}),
        ("Min", {"min_order_qty", "current_reorder_point"}),
        ("Lot size", {"order_multiple", "current_order_qty"}),
        ("Annual sales", {"demand"}),
        ("Selling price", {"unit_cost"}),
    ],
)
def test_a_header_that_may_be_several_fields_is_none_of_them_yet(header: str, fields: set[str]) -> None:
    assert spelled(header) is None
    assert fields <= set(doubtful(header))


def test_a_price_per_hundred_says_so() -> None:
    for header in ("Price per 100", "Unit cost (per 100)", "Preis je 100", "Unit price /100"):
        found = spelled(header)
        assert found is not None, header
        assert (found.field, found.price_per) == ("unit_cost", 100.0)


def test_a_currency_in_a_header_is_kept_and_a_shared_sign_is_none() -> None:
    said = {
        text: spelled(text) for text in ("Unit_Cost_EUR", "EK-Preis €", "Unit cost ($)", "Unit cost (PLN)")
    }
    assert {text: found and found.currency for text, found in said.items()} == {
        "Unit_Cost_EUR": "EUR",
        "EK-Preis €": "EUR",
        "Unit cost ($)": None,
        "Unit cost (PLN)": "PLN",
    }


def test_no_word_means_two_fields_in_two_languages() -> None:
    from core.sheets.recognition.header_words import joined

    meanings: dict[str, set[str]] = {}
    for language in LANGUAGES:
        for name, words in language.FIELDS.items():
            for word in words.split("|"):
                meanings.setdefault(joined(word), set()).add(name.partition("@")[0])
    assert {word: found for word, found in meanings.items() if len(found) > 1} == {}


def test_every_table_names_fields_there_are() -> None:
    for language in LANGUAGES:
        names = {name.partition("@")[0] for name in language.FIELDS}
        assert names <= {*ITEM, *LINE_FIELDS}, language.__name__


_SYNONYMS = [
    (name.partition("@")[0], word)
    for language in LANGUAGES
    for name, words in language.FIELDS.items()
    for word in words.split("|")
    if name not in ("sku", "quantity", "date")
]


@given(
    st.sampled_from(_SYNONYMS),
    st.sampled_from([" ", "_", "-", ".", "\n", "  "]),
    st.sampled_from([str, str.upper, str.title, str.lower]),
    st.sampled_from(["", " ", ":", "*"]),
)
def test_a_synonym_is_recognised_however_it_is_written(
    synonym: tuple[str, str], between: str, case: type[str], behind: str
) -> None:
    field, word = synonym
    found = spelled(case(between.join(word.split(" "))) + behind)
    assert found is not None
    assert found.field == field


@given(st.text(max_size=60))
def test_no_text_makes_it_crash(text: str) -> None:
    spelled(text)
    doubtful(text)
    assert sku_rank(text) in range(5)


def test_each_language_has_a_name_for_what_every_plan_needs() -> None:
    for language in LANGUAGES[:-1]:  # SAP's tables hold no demand
        module = importlib.import_module(language.__name__)
        assert module.DEMAND, language.__name__
        assert {"sku", "unit_cost", "order_cost", "holding_cost", "lead_time_days", "on_hand"} <= set(
            module.FIELDS
        )
