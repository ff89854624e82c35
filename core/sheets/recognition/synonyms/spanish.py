"""Headers in Spanish."""

FIELDS = {
    "sku": (
        "código|código de artículo|código artículo|código de producto|código producto|cód artículo|"
        "cód producto|cod articulo|cod producto|referencia|ref artículo|número de artículo|número de parte|"
        "no de parte|núm de parte|num parte|nro de parte|clave|clave de producto|clave del producto|"
        "clave artículo|código de material|código material|número de material|código sku|id producto|"
        "id artículo|referencia artículo|número de pieza|código interno"
    ),
    "location": "ubicación|almacén|bodega|sucursal|centro|depósito|planta|tienda",
    "description": (
        "descripción|denominación|nombre|nombre del producto|nombre producto|descripción del producto|"
        "descripción artículo|descripción del artículo|texto breve de material|texto breve|"
        "descripción producto|nombre artículo|nombre del artículo|descripción de artículo|"
        "descripción material|detalle"
    ),
    "supplier": "proveedor|nombre del proveedor|nombre proveedor|proveedor principal|razón social proveedor",
    "currency": "moneda|divisa",
    "unit": (
        "unidad|unidad de medida|um|udm|unidad medida|unidad medida base|unidad de medida base|unidad base"
    ),
    "purchase_unit": "unidad de compra|unidad compra|unidad de pedido|unidad medida pedido",
    "order_cost": (
        "costo de pedido|coste de pedido|costo de ordenar|costo por pedido|coste por pedido|costo de orden|"
        "costo por orden|costo de emisión de pedido|coste de lanzamiento|costo de preparación|costo pedido|"
        "coste pedido|costo de hacer un pedido|costo de ordenamiento|costo ordenar|"
        "costo de colocar un pedido|coste de emisión|costos de pedido|costes de pedido|costo de ordenación|"
        "costo de realizar un pedido|costo orden"
    ),
    "unit_cost": (
        "costo unitario|coste unitario|precio unitario|precio de compra|precio compra|costo de compra|"
        "coste de compra|precio de costo|precio de coste|precio costo|costo por unidad|coste por unidad|"
        "precio por unidad|costo estándar|precio estándar|valor unitario|pmp|costo promedio|"
        "precio medio ponderado|costo del producto|costo de adquisición|coste de adquisición|"
        "costo adquisición"
    ),
    "holding_rate": (
        "tasa de mantenimiento|tasa de almacenamiento|tasa de posesión|porcentaje de mantenimiento|"
        "tasa de mantener inventario|tasa de posesión de stock|porcentaje de almacenamiento|"
        "tasa de interés|tasa anual de mantenimiento|tasa de mantenimiento anual"
    ),
    "holding_cost": (
        "costo de mantenimiento|coste de mantenimiento|costo de almacenamiento|coste de almacenamiento|"
        "costo de mantener|costo de mantener inventario|coste de posesión|costo de posesión|"
        "costo mantenimiento|costo de almacenaje|coste de almacenaje|costo anual de mantenimiento|"
        "costo de mantenimiento por unidad|costo de mantener por unidad|coste de mantenimiento por unidad|"
        "costo almacenamiento|costo de conservación|costo de mantenimiento anual|"
        "costo de mantenimiento unitario|costo unitario de mantenimiento"
    ),
    "lead_time_days": (
        "tiempo de entrega|plazo de entrega|tiempo entrega|plazo entrega|tiempo de reposición|"
        "plazo de aprovisionamiento|tiempo de aprovisionamiento|plazo|tiempo de espera|"
        "tiempo de suministro|tiempo de reabastecimiento|plazo de reposición|plazo entrega previsto|demora|"
        "tiempo de abastecimiento"
    ),
    "lead_time_std_days": (
        "desviación del tiempo de entrega|desviación estándar del tiempo de entrega|"
        "desviación plazo de entrega|desviación tiempo de entrega"
    ),
    "demand_std": (
        "desviación estándar|desviación típica|desviación estándar de la demanda|desviación de la demanda|"
        "desviación demanda|desviación estándar demanda|desv est|desv estándar"
    ),
    "service_level": "nivel de servicio|nivel servicio|nivel de servicio objetivo",
    "fill_rate": "tasa de llenado|tasa de cobertura|nivel de llenado|tasa de servicio unidades",
    "on_hand": (
        "existencia|existencias|inventario|stock|stock actual|inventario actual|cantidad en stock|"
        "cantidad en inventario|existencia actual|libre utilización|inventario disponible físico|"
        "cantidad disponible física|stock físico|existencias actuales|saldo|inventario inicial|"
        "stock inicial|cantidad en existencia|en stock|cantidad stock|de libre utilización|en existencia"
    ),
    "on_order": (
        "en pedido|cantidad pedida al proveedor|pedidos pendientes a proveedor|en tránsito|"
        "pedidos a proveedor|órdenes de compra abiertas|compras pendientes|en camino|oc abiertas|"
        "pendiente de recibir|pedidos de compra pendientes|cantidad en tránsito|por recibir"
    ),
    "backorders": "pedidos pendientes de clientes|pedidos atrasados|pendiente de entregar|faltantes|atrasos",
    "allocated": (
        "reservado|cantidad reservada|comprometido|asignado|cantidad comprometida|stock reservado|"
        "pedidos de clientes|stock comprometido|cantidad asignada"
    ),
    "current_order_qty": (
        "cantidad actual de pedido|lote actual|cantidad de pedido actual|tamaño de lote actual"
    ),
    "current_reorder_point": (
        "punto de pedido|punto de reorden|punto de reposición|punto de pedido actual|nivel de reorden|"
        "punto reorden|punto de reabastecimiento|punto reposición"
    ),
    "min_order_qty": (
        "cantidad mínima de pedido|pedido mínimo|mínimo de compra|compra mínima|cantidad mínima de compra|"
        "lote mínimo|cantidad mínima|mínimo de pedido|cantidad mínima de orden|orden mínima|"
        "tamaño mínimo de lote|cant mínima de pedido|pedido min"
    ),
    "order_multiple": (
        "múltiplo de pedido|unidades por caja|tamaño de empaque|unidad de empaque|empaque|"
        "unidades por bulto|piezas por caja|múltiplo|múltiplo de compra|valor de redondeo|"
        "unidades por paquete|unidades por empaque|bulto|unidades x caja|cantidad por caja"
    ),
    "max_order_qty": "cantidad máxima de pedido|pedido máximo|lote máximo",
    "max_stock": "stock máximo|inventario máximo|existencia máxima|stock max|existencias máximas",
    "storage_capacity": "capacidad de almacenamiento|capacidad almacén",
    "shelf_life_days": "vida útil|caducidad días|vida en anaquel|vida de anaquel",
    "review_period_days": "periodo de revisión|intervalo de revisión|frecuencia de pedido",
    "backorder_cost": "costo de faltante|coste de rotura|costo de escasez|costo por faltante",
    "demand@year": (
        "cantidad anual|unidades anuales|volumen anual|unidades por año|cantidad por año|uso anual"
    ),
    "demand@month": (
        "cantidad mensual|unidades mensuales|unidades por mes|cpm|consumo promedio mensual|uso mensual"
    ),
    "demand@week": "unidades por semana|cantidad semanal",
    "demand@day": "unidades por día|cantidad diaria|uso diario",
}

ITEMS = "artículo|artículos|producto|productos|material|materiales|pieza|repuesto|ítem|item|insumo"

DEMAND = (
    "demanda|consumo|cantidad vendida|unidades vendidas|ventas unidades|ventas en unidades|ventas cantidad|"
    "cantidad consumida|venta en unidades|salidas|demanda pronosticada|pronóstico de demanda|requerimiento|"
    "requerimientos"
)
