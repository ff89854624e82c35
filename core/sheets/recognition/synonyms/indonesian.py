"""Headers in Indonesian."""

FIELDS = {
    "sku": (
        "kode|kode barang|kode produk|kode item|no barang|kode material|nomor part|no part|kode bahan|"
        "nomor barang|kode suku cadang|nomor material"
    ),
    "location": "gudang|lokasi|cabang|toko",
    "description": (
        "nama barang|nama produk|deskripsi|keterangan|nama item|uraian|nama bahan|nama material|nama"
    ),
    "supplier": "pemasok|nama pemasok|supplier|nama supplier",
    "currency": "mata uang",
    "unit": "satuan|unit satuan",
    "purchase_unit": "satuan beli|satuan pembelian",
    "order_cost": (
        "biaya pemesanan|biaya pesan|biaya order|biaya per pesanan|biaya setiap kali pesan|"
        "biaya sekali pesan|ongkos pesan|biaya per pemesanan|biaya sekali pemesanan"
    ),
    "unit_cost": (
        "harga satuan|harga beli|biaya per unit|harga per unit|harga pokok|harga unit|harga beli satuan|"
        "biaya unit|harga pembelian"
    ),
    "holding_rate": "persentase biaya simpan|tingkat biaya simpan|suku bunga|persentase biaya penyimpanan",
    "holding_cost": (
        "biaya penyimpanan|biaya simpan|biaya simpan per unit|biaya penyimpanan per unit|ongkos simpan|"
        "biaya penyimpanan per unit per tahun|biaya simpan per unit per tahun"
    ),
    "lead_time_days": (
        "waktu tunggu|waktu pengiriman|waktu pemesanan|waktu ancang ancang|lama pengiriman|waktu tenggang"
    ),
    "lead_time_std_days": "standar deviasi lead time",
    "demand_std": "standar deviasi|deviasi standar|standar deviasi permintaan|simpangan baku",
    "service_level": "tingkat layanan|tingkat pelayanan|level layanan",
    "on_hand": (
        "stok|persediaan|stok saat ini|jumlah stok|sisa stok|stok akhir|stok tersedia fisik|stok gudang|"
        "saldo stok|stok aktual"
    ),
    "on_order": "dalam pesanan|sedang dipesan|dalam perjalanan|pesanan pembelian terbuka",
    "backorders": "pesanan tertunda|backorder",
    "allocated": "dialokasikan|dipesan pelanggan|stok dipesan|reservasi",
    "current_order_qty": "jumlah pesanan saat ini|kuantitas pesanan saat ini",
    "current_reorder_point": "titik pemesanan ulang|titik pemesanan kembali|titik reorder",
    "min_order_qty": (
        "minimum pemesanan|jumlah pesanan minimum|minimal pemesanan|kuantitas pesanan minimum|"
        "minimal order|jumlah minimum pemesanan|pesanan minimum"
    ),
    "order_multiple": "isi per kemasan|isi per dus|isi per karton|kelipatan pemesanan|kelipatan|isi kemasan",
    "max_stock": "stok maksimum|persediaan maksimum|stok maksimal",
    "shelf_life_days": "umur simpan|masa simpan",
    "demand@year": "jumlah per tahun|kuantitas tahunan",
    "demand@month": "jumlah per bulan|kuantitas bulanan",
    "demand@day": "jumlah per hari",
}

ITEMS = "barang|produk|bahan|suku cadang|material"

DEMAND = (
    "permintaan|kebutuhan|pemakaian|konsumsi|penggunaan|jumlah terjual|penjualan unit|jumlah pemakaian|"
    "kuantitas terjual"
)
