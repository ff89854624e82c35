"""The currency codes of ISO 4217: money of one code is never added to money of another."""

from core.inventory import texts
from core.inventory.sheet import Sheet
from core.inventory.vocabulary import UNKNOWN, coded

# Active codes of ISO 4217 (list one, 2026), without metals, funds and testing codes.
CODES = frozenset(
    """
    AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BRL BSD BTN BWP BYN BZD CAD
    CDF CHF CLP CNY COP CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GNF
    GTQ GYD HKD HNL HTG HUF IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KPW KRW KWD KYD KZT LAK
    LBP LKR LRD LSL LYD MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD
    OMR PAB PEN PGK PHP PKR PLN PYG QAR RON RSD RUB RWF SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN
    SVC SYP SZL THB TJS TMT TND TOP TRY TTD TWD TZS UAH UGX USD UYU UZS VED VES VND VUV WST XAF XCD XCG
    XOF XPF YER ZAR ZMW ZWG
    """.split()  # noqa: SIM905 -- a list of 155 quoted codes is not easier to read
)
_KNOWN = {code.lower(): 0 for code in CODES}


def check(sheet: Sheet) -> None:
    """Refuse a currency that is no ISO 4217 code."""
    codes = coded(sheet, "currency", _KNOWN, is_refused=False)
    if codes is not None and (codes == UNKNOWN).any():
        words = sheet.words["currency"]
        sheet.report(
            "currency",
            "unknown_currency",
            "error",
            codes == UNKNOWN,
            "is not a currency code",
            remedy="write three letters such as EUR or USD",
            values=texts.exact(words),
        )
