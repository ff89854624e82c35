"""Headers in Polish."""

FIELDS = {
    "sku": (
        "indeks|kod|kod towaru|kod produktu|numer artykułu|numer części|nr artykułu|nr części|symbol|"
        "kod artykułu|indeks towaru|indeks materiałowy|nr katalogowy|numer katalogowy|kod materiału|"
        "numer materiału|kod indeksu|symbol towaru|nr materiału"
    ),
    "location": "magazyn|lokalizacja|oddział|sklep|zakład",
    "description": (
        "nazwa|opis|nazwa towaru|nazwa produktu|nazwa artykułu|nazwa materiału|opis towaru|opis produktu"
    ),
    "supplier": "dostawca|nazwa dostawcy|kontrahent dostawca|główny dostawca",
    "currency": "waluta",
    "unit": "jednostka|jednostka miary|jm|j m|jedn miary",
    "purchase_unit": "jednostka zakupu|jm zakupu",
    "order_cost": (
        "koszt zamówienia|koszt złożenia zamówienia|koszt zamawiania|koszt jednego zamówienia|"
        "koszt jednostkowy zamówienia|koszt przezbrojenia|koszty zamawiania|koszty zamówienia|"
        "koszt realizacji zamówienia"
    ),
    "unit_cost": (
        "cena zakupu|koszt jednostkowy|cena jednostkowa|cena zakupu netto|cena nabycia|koszt zakupu|"
        "cena ewidencyjna|cena za sztukę|cena standardowa|cena jedn"
    ),
    "holding_rate": (
        "stopa kosztów utrzymania|wskaźnik kosztu utrzymania|stopa utrzymania zapasów|"
        "współczynnik kosztów utrzymania|stopa procentowa|wskaźnik kosztów utrzymania zapasów"
    ),
    "holding_cost": (
        "koszt utrzymania|koszt magazynowania|koszt utrzymania zapasów|koszt składowania|"
        "koszt utrzymania zapasu|jednostkowy koszt utrzymania|jednostkowy koszt magazynowania|"
        "koszty magazynowania|koszty utrzymania zapasów|koszt przechowywania"
    ),
    "lead_time_days": (
        "czas dostawy|termin dostawy|czas realizacji|cykl dostawy|czas realizacji zamówienia|"
        "czas uzupełnienia|okres dostawy"
    ),
    "lead_time_std_days": "odchylenie czasu dostawy|odchylenie standardowe czasu dostawy",
    "demand_std": "odchylenie standardowe|odchylenie standardowe popytu|odchylenie popytu|odch std",
    "service_level": "poziom obsługi|poziom serwisu|docelowy poziom obsługi|poziom obsługi klienta",
    "fill_rate": "stopień realizacji|wskaźnik realizacji|współczynnik realizacji",
    "on_hand": (
        "stan|stan magazynowy|zapas|stan bieżący|ilość na stanie|stan aktualny|zapas bieżący|stan magazynu|"
        "stan na magazynie|zapas aktualny|ilość w magazynie|stan fizyczny"
    ),
    "on_order": (
        "w zamówieniu|w drodze|w dostawie|otwarte zamówienia|ilość zamówiona u dostawcy|zamówienia otwarte|"
        "ilość w drodze"
    ),
    "backorders": "zaległości|zaległe zamówienia|niezrealizowane",
    "allocated": "zarezerwowane|rezerwacje|rezerwacja|ilość zarezerwowana|przydzielone",
    "current_order_qty": (
        "obecna wielkość zamówienia|aktualna wielkość zamówienia|obecna partia|aktualna partia"
    ),
    "current_reorder_point": (
        "punkt zamówienia|punkt ponownego zamówienia|poziom zamówienia|stan alarmowy|punkt zamawiania"
    ),
    "min_order_qty": (
        "minimalna ilość zamówienia|minimum logistyczne|minimalne zamówienie|minimalna wielkość zamówienia|"
        "min zamówienie|minimalna partia|minimalna ilość zakupu"
    ),
    "order_multiple": (
        "ilość w opakowaniu|opakowanie zbiorcze|wielokrotność|sztuk w kartonie|wielokrotność zamówienia|"
        "opakowanie|ilość w kartonie|wartość zaokrąglenia"
    ),
    "max_order_qty": "maksymalna ilość zamówienia|maksymalne zamówienie",
    "max_stock": "zapas maksymalny|stan maksymalny|maksymalny zapas",
    "storage_capacity": "pojemność magazynu",
    "shelf_life_days": "okres przydatności|termin przydatności dni",
    "review_period_days": "okres przeglądu|cykl zamawiania|cykl przeglądu",
    "backorder_cost": "koszt braku zapasu|koszt niedoboru",
    "demand@year": "ilość roczna|sztuk rocznie|ilość rocznie|wolumen roczny",
    "demand@month": "ilość miesięczna|sztuk miesięcznie",
    "demand@day": "ilość dzienna|sztuk dziennie",
}

ITEMS = "towar|towary|produkt|produkty|artykuł|materiał|część|wyrób"

DEMAND = (
    "popyt|zużycie|zapotrzebowanie|sprzedaż ilość|sprzedaż ilościowo|ilość sprzedana|sprzedana ilość|"
    "rozchód|sprzedaż szt|prognoza popytu"
)
