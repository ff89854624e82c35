"""Words of a title above a table that say what its numbers are."""

# Of themselves money, and of money only where a currency is named too.
MONEY = "revenue|revenues|turnover|umsatz|umsätze|erlöse|ricavi|fatturato|ciro"
SOLD = (
    "sales|sold|demand|usage|consumption|forecast|verkauf|verkäufe|absatz|bedarf|verbrauch|ventas|ventes|vendite|"
    "vendas|consumo|consommation|satış"
)
UNITS = "unit|units|qty|quantity|quantities|pcs|pieces|stück|menge|unidades|unités"
