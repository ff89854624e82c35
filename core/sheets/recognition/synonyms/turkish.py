"""Headers in Turkish."""

FIELDS = {
    "sku": (
        "stok kodu|stok no|ürün kodu|malzeme kodu|malzeme no|parça no|parça numarası|parça kodu|ürün no|"
        "barkodsuz kod|ürün numarası|malzeme numarası|stok kod|ürün id|kalem kodu|mal kodu"
    ),
    "location": "depo|lokasyon|şube|mağaza|ambar|tesis|depo kodu|depo adı",
    "description": (
        "açıklama|ürün adı|malzeme adı|stok adı|tanım|ürün açıklaması|malzeme tanımı|parça adı|"
        "malzeme açıklaması"
    ),
    "supplier": "tedarikçi|tedarikçi adı|satıcı|firma",
    "currency": "para birimi|döviz|döviz cinsi",
    "unit": "birim|ölçü birimi|ölçü|temel birim",
    "purchase_unit": "satın alma birimi|satınalma birimi|sipariş birimi",
    "order_cost": (
        "sipariş maliyeti|sipariş verme maliyeti|sipariş başına maliyet|hazırlık maliyeti|"
        "sipariş başı maliyet|sipariş masrafı|kurulum maliyeti|sipariş gideri"
    ),
    "unit_cost": (
        "birim maliyet|birim fiyat|alış fiyatı|satın alma fiyatı|birim maliyeti|birim fiyatı|"
        "maliyet fiyatı|birim alış fiyatı|satınalma fiyatı|standart maliyet|ortalama maliyet|alış maliyeti"
    ),
    "holding_rate": (
        "elde tutma oranı|stok tutma oranı|stok bulundurma oranı|taşıma oranı|envanter taşıma oranı|"
        "stok taşıma oranı|faiz oranı"
    ),
    "holding_cost": (
        "elde tutma maliyeti|stok tutma maliyeti|stok bulundurma maliyeti|taşıma maliyeti|"
        "elde bulundurma maliyeti|envanter maliyeti|stoklama maliyeti|depolama maliyeti|"
        "birim elde tutma maliyeti|birim stok tutma maliyeti|yıllık elde tutma maliyeti|"
        "stok taşıma maliyeti"
    ),
    "lead_time_days": (
        "tedarik süresi|temin süresi|teslim süresi|teslimat süresi|tedarik zamanı|termin|termin süresi|"
        "teslim zamanı|temin zamanı"
    ),
    "lead_time_std_days": (
        "tedarik süresi standart sapması|temin süresi standart sapması|temin süresi sapması"
    ),
    "demand_std": "standart sapma|talep standart sapması|talebin standart sapması|std sapma|talep std sapma",
    "service_level": "hizmet düzeyi|hizmet seviyesi|servis seviyesi|servis düzeyi",
    "fill_rate": "doluluk oranı|karşılama oranı",
    "on_hand": (
        "stok|mevcut stok|eldeki stok|stok miktarı|eldeki miktar|envanter|stok adedi|mevcut|stok bakiyesi|"
        "eldeki|mevcut miktar|güncel stok|stok seviyesi|fiili stok"
    ),
    "on_order": (
        "siparişte|sipariş edilen|yoldaki|yolda|açık sipariş|açık siparişler|siparişteki miktar|"
        "açık satın alma siparişi|yoldaki stok|yoldaki miktar|bekleyen satın alma"
    ),
    "backorders": "bekleyen sipariş|karşılanmayan sipariş|geciken siparişler|bakiye sipariş",
    "allocated": "rezerve|ayrılan|tahsis edilen|rezerve miktar|rezerve stok|müşteri siparişleri",
    "current_order_qty": "mevcut sipariş miktarı|şu anki sipariş miktarı|mevcut parti büyüklüğü",
    "current_reorder_point": (
        "yeniden sipariş noktası|sipariş noktası|yeniden sipariş seviyesi|mevcut sipariş noktası"
    ),
    "min_order_qty": (
        "minimum sipariş miktarı|asgari sipariş miktarı|min sipariş miktarı|minimum sipariş|"
        "en az sipariş miktarı|min sipariş|minimum alım miktarı"
    ),
    "order_multiple": (
        "paket içi|koli içi|koli adedi|paket miktarı|sipariş katı|ambalaj miktarı|koli içi adet|"
        "paket adedi|kutu içi adet"
    ),
    "max_order_qty": "maksimum sipariş miktarı|azami sipariş miktarı|max sipariş miktarı",
    "max_stock": "maksimum stok|azami stok|max stok|maksimum stok seviyesi",
    "storage_capacity": "depo kapasitesi|depolama kapasitesi",
    "shelf_life_days": "raf ömrü",
    "review_period_days": "gözden geçirme süresi|gözden geçirme periyodu",
    "backorder_cost": "yok satma maliyeti|stoksuzluk maliyeti",
    "demand@year": "yıllık miktar|yıllık adet|yıllık ihtiyaç",
    "demand@month": "aylık miktar|aylık adet|aylık ihtiyaç",
    "demand@week": "haftalık miktar|haftalık adet",
    "demand@day": "günlük miktar|günlük adet",
}

ITEMS = "ürün|ürünler|malzeme|parça|kalem|mal"

DEMAND = (
    "talep|tüketim|kullanım|satış miktarı|satış adedi|satılan miktar|satılan adet|kullanım miktarı|"
    "talep miktarı|ihtiyaç|tüketim miktarı|talep tahmini"
)
