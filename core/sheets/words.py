"""The summary as sentences: what to do today, and what other lots would change, each kind of money apart."""

from typing import TYPE_CHECKING

from core.sheets.totals import Totals

if TYPE_CHECKING:
    from core.sheets.summary import Summary


def money(amount: float, currency: str) -> str:
    """An amount a person reads: whole from ten on, with thousands separated.

    >>> money(41200.4, "EUR"), money(3.456, "")
    ('41,200 EUR', '3.46')
    """
    number = f"{amount:,.0f}" if abs(amount) >= 10 else f"{amount:,.2f}"
    return f"{number} {currency}".strip()


def counted(number: int, one: str, many: str | None = None) -> str:
    """A count with its noun.

    >>> counted(1, "SKU"), counted(1200, "SKU")
    ('1 SKU', '1,200 SKUs')
    """
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def words(summary: "Summary") -> list[str]:
    """The sentences, the most urgent first; a kind of money that does not occur is not mentioned."""
    # Where nothing is known of any SKU, "nothing" would be no answer.
    lines = [_today(summary)] if summary.decided and not summary.is_today_unknown else []
    if summary.today_unknown:
        unknown = counted(summary.today_unknown, "SKU")
        lines.append(f"No advice for today on {unknown}: stock or lead time is not known.")
    for currency, totals in summary.totals.items():
        lines += _changes(summary, currency, totals)
    if not summary.with_current and summary.decided:
        lines.append("No current order quantities are given, so there is nothing to compare with.")
    lines += _apart(summary)
    return lines


def _today(summary: "Summary") -> str:
    if not summary.order_now:
        known = summary.decided - summary.today_unknown
        return f"Nothing to order today ({counted(known, 'SKU')} looked at)."
    value = " + ".join(
        money(totals.order_value, currency)
        for currency, totals in summary.totals.items()
        if totals.order_value
    )
    source = f" from {counted(len(summary.suppliers), 'supplier')}" if summary.suppliers else ""
    of_all = f"Order {summary.order_now:,} of {counted(summary.rows, 'SKU')} today"
    return f"{of_all}{source}: {value}." if value else f"{of_all}{source}."


def _changes(summary: "Summary", currency: str, totals: Totals) -> list[str]:
    if totals.operating_saving_rows + totals.operating_increase_rows == 0 and not totals.purchase_saving:
        return []
    lines = []
    if totals.purchase_saving:
        lines.append(
            f"Lower prices paid: {money(totals.purchase_saving, currency)} a year "
            f"({counted(totals.purchase_saving_rows, 'SKU')})."
        )
    if totals.purchase_increase:
        lines.append(
            f"Higher prices paid: {money(totals.purchase_increase, currency)} a year "
            f"({counted(totals.purchase_increase_rows, 'SKU')})."
        )
    if totals.stock_release or totals.stock_increase:
        lines.append(
            f"Stock to release, once: {money(totals.stock_release, currency)}; "
            f"increases elsewhere: {money(totals.stock_increase, currency)}."
        )
    assumed = f"; {summary.assumed_costs:,} use assumed costs" if summary.assumed_costs else ""
    basis = (
        f"calculated, from {summary.with_current:,} of {counted(summary.rows, 'SKU')} "
        f"with a current quantity{assumed}"
    )
    increase = (
        f"; increases elsewhere: {money(totals.operating_increase, currency)}"
        if totals.operating_increase >= 0.005
        else ""
    )
    lines.append(
        f"Less ordering and holding: {money(totals.operating_saving, currency)} a year{increase} ({basis})."
    )
    return lines


def _apart(summary: "Summary") -> list[str]:
    states = summary.by_status
    said = (
        ("infeasible", "cannot be ordered within its limits", "cannot be ordered within their limits"),
        ("do_not_stock", "is better not stocked", "are better not stocked"),
        ("no_demand", "has no demand", "have no demand"),
    )
    lines = []
    for status, one, many in said:
        count = states.get(status, 0)
        if count:
            lines.append(f"{counted(count, 'SKU')} {one if count == 1 else many}.")
    failed = states.get("error", 0)
    if failed:
        have = "has errors and was" if failed == 1 else "have errors and were"
        lines.append(f"{counted(failed, 'row')} {have} not computed.")
    return lines
