"""Headers in Vietnamese."""

FIELDS = {
    "sku": (
        "mã hàng|mã sản phẩm|mã sp|mã vật tư|mã số|mã hàng hóa|mã phụ tùng|mã linh kiện|mã sku|"
        "mã nguyên liệu|mã vt"
    ),
    "location": "kho|vị trí|chi nhánh|kho hàng|cửa hàng",
    "description": "tên hàng|tên sản phẩm|mô tả|diễn giải|tên vật tư|tên hàng hóa|tên sp|tên nguyên liệu",
    "supplier": "nhà cung cấp|ncc|tên nhà cung cấp|nhà cc",
    "currency": "tiền tệ|loại tiền|đơn vị tiền tệ",
    "unit": "đơn vị|đvt|đơn vị tính",
    "purchase_unit": "đơn vị mua",
    "order_cost": (
        "chi phí đặt hàng|phí đặt hàng|chi phí mỗi lần đặt hàng|chi phí một lần đặt hàng|chi phí thiết lập|"
        "chi phí cho một đơn hàng"
    ),
    "unit_cost": (
        "đơn giá|giá mua|giá vốn|chi phí đơn vị|giá nhập|đơn giá mua|giá đơn vị|giá mua đơn vị|đơn giá nhập"
    ),
    "holding_rate": (
        "tỷ lệ chi phí lưu kho|tỷ lệ lưu kho|tỷ lệ tồn trữ|tỷ lệ chi phí tồn trữ|tỉ lệ lưu kho|lãi suất"
    ),
    "holding_cost": (
        "chi phí lưu kho|chi phí tồn trữ|chi phí tồn kho|chi phí lưu trữ|phí lưu kho|"
        "chi phí lưu kho đơn vị|chi phí tồn trữ đơn vị"
    ),
    "lead_time_days": (
        "thời gian giao hàng|thời gian chờ|thời gian đặt hàng|thời gian cung ứng|thời gian chờ hàng|"
        "thời gian vận chuyển|thời gian nhận hàng"
    ),
    "demand_std": "độ lệch chuẩn|độ lệch chuẩn nhu cầu|độ lệch chuẩn của nhu cầu",
    "service_level": "mức phục vụ|mức độ phục vụ|mức dịch vụ",
    "on_hand": (
        "tồn kho|tồn|số lượng tồn|số lượng tồn kho|tồn kho hiện tại|sl tồn|tồn kho thực tế|tồn cuối|"
        "hàng tồn kho"
    ),
    "on_order": (
        "đang đặt|đang về|hàng đang về|số lượng đang đặt|đơn mua chưa nhận|hàng đang đặt|số lượng đang về"
    ),
    "backorders": "nợ đơn hàng|đơn hàng chưa giao|số lượng nợ",
    "allocated": "đã giữ|số lượng giữ|đã phân bổ|hàng đã giữ|số lượng đã giữ",
    "current_order_qty": "lượng đặt hàng hiện tại|số lượng đặt hiện tại",
    "current_reorder_point": "điểm đặt hàng lại|điểm tái đặt hàng|mức đặt hàng lại|điểm đặt hàng",
    "min_order_qty": "số lượng đặt hàng tối thiểu|số lượng tối thiểu|đặt hàng tối thiểu|sl đặt tối thiểu",
    "order_multiple": "quy cách đóng gói|số lượng mỗi thùng|bội số đặt hàng|quy cách|số lượng thùng",
    "max_stock": "tồn kho tối đa|tồn tối đa",
    "shelf_life_days": "hạn sử dụng ngày|thời hạn sử dụng",
    "demand@year": "sản lượng năm|số lượng năm|lượng dùng năm|số lượng hàng năm",
    "demand@month": "sản lượng tháng|số lượng tháng|lượng dùng tháng",
    "demand@day": "lượng dùng ngày|số lượng ngày",
}

ITEMS = "sản phẩm|hàng hóa|vật tư|mặt hàng|nguyên liệu|linh kiện"

DEMAND = (
    "nhu cầu|tiêu thụ|lượng tiêu thụ|số lượng bán|sl bán|sản lượng bán|lượng bán|lượng sử dụng|"
    "mức tiêu thụ|mức sử dụng"
)
