"""Headers in Portuguese."""

FIELDS = {
    "sku": (
        "código|cod|código do produto|código produto|cód produto|cod produto|código do item|código item|"
        "código do material|código material|referência|número da peça|código da peça|código do artigo|"
        "cód item|part number|número do item|código interno|id produto|id do produto|cod material|"
        "referência do artigo"
    ),
    "location": "localização|armazém|depósito|filial|loja|centro|local|local de estoque|almoxarifado|cd",
    "description": (
        "descrição|denominação|nome|nome do produto|descrição do produto|descrição do item|nome produto|"
        "descrição do material|texto breve|descrição material|descrição produto|designação|nome do item"
    ),
    "supplier": "fornecedor|nome do fornecedor|fornecedor principal|razão social fornecedor",
    "currency": "moeda",
    "unit": "unidade|unidade de medida|um|und|unidade medida|unidade base",
    "purchase_unit": "unidade de compra|unidade compra|unidade de encomenda",
    "order_cost": (
        "custo do pedido|custo de pedido|custo por pedido|custo de encomenda|custo de pedir|"
        "custo de emissão|custo de emissão do pedido|custo de preparação|custo de setup|custo pedido|"
        "custo da ordem|custo por encomenda|custo de colocação do pedido|custo de fazer um pedido|"
        "custo por ordem"
    ),
    "unit_cost": (
        "custo unitário|preço unitário|preço de compra|preço compra|custo de compra|preço de custo|"
        "custo médio|custo padrão|custo por unidade|valor unitário|preço por unidade|preço médio|"
        "custo de aquisição|preço de aquisição|custo do produto|preço custo"
    ),
    "holding_rate": (
        "taxa de armazenagem|taxa de manutenção|taxa de posse|percentual de armazenagem|taxa de estocagem|"
        "taxa de juros|taxa de manutenção de estoque|taxa de posse de stock"
    ),
    "holding_cost": (
        "custo de armazenagem|custo de manutenção|custo de estocagem|custo de posse|"
        "custo de manter estoque|custo de armazenamento|custo de manutenção de estoque|custo armazenagem|"
        "custo de armazenagem por unidade|custo de manutenção por unidade|custo de posse unitário|"
        "custo unitário de armazenagem|custo de manutenção unitário|custo de carregamento"
    ),
    "lead_time_days": (
        "prazo de entrega|tempo de entrega|prazo|prazo entrega|tempo de reposição|prazo de reposição|"
        "tempo de ressuprimento|prazo de fornecimento|tempo de aprovisionamento|prazo de aprovisionamento|"
        "tempo de espera|prazo de entrega previsto"
    ),
    "lead_time_std_days": (
        "desvio padrão do lead time|desvio padrão do prazo|desvio do prazo de entrega|desvio padrão lead time"
    ),
    "demand_std": (
        "desvio padrão|desvio padrão da demanda|desvio da demanda|desvio padrão demanda|"
        "desvio padrão do consumo|desvio padrão da procura"
    ),
    "service_level": "nível de serviço|nível serviço|nível de serviço alvo|nível de atendimento",
    "fill_rate": "taxa de atendimento|taxa de preenchimento",
    "on_hand": (
        "estoque|estoque atual|saldo|saldo em estoque|quantidade em estoque|qtd em estoque|qtde estoque|"
        "estoque físico|existências|stock|stock atual|em estoque|inventário|quantidade estoque|qtd estoque|"
        "estoque inicial|saldo estoque|saldo atual|quantidade em stock|existência"
    ),
    "on_order": (
        "em pedido|pedidos em aberto|em trânsito|pedido de compra em aberto|a receber|encomendado|"
        "quantidade encomendada|em encomenda|compras em aberto|qtd em trânsito|pedidos de compra|"
        "ordens de compra abertas"
    ),
    "backorders": "pedidos pendentes|pedidos em atraso|pendências|pedidos atrasados",
    "allocated": (
        "reservado|quantidade reservada|empenhado|alocado|comprometido|qtd reservada|estoque reservado"
    ),
    "current_order_qty": (
        "lote atual|quantidade atual de pedido|quantidade de encomenda atual|lote de compra atual"
    ),
    "current_reorder_point": (
        "ponto de pedido|ponto de ressuprimento|ponto de reposição|ponto de encomenda|"
        "ponto de reabastecimento|ponto de pedido atual"
    ),
    "min_order_qty": (
        "quantidade mínima de pedido|pedido mínimo|lote mínimo|quantidade mínima de compra|"
        "quantidade mínima|compra mínima|encomenda mínima|quantidade mínima de encomenda|"
        "lote mínimo de compra|qtd mínima"
    ),
    "order_multiple": (
        "múltiplo|múltiplo de compra|unidades por caixa|embalagem|qtd por caixa|múltiplo de pedido|"
        "lote múltiplo|quantidade por embalagem|unidades por embalagem|quantidade por caixa|"
        "valor de arredondamento"
    ),
    "max_order_qty": "quantidade máxima de pedido|pedido máximo|lote máximo",
    "max_stock": "estoque máximo|stock máximo|inventário máximo|estoque max",
    "storage_capacity": "capacidade de armazenagem|capacidade de armazenamento",
    "shelf_life_days": "validade dias|vida útil|prazo de validade dias|vida de prateleira",
    "review_period_days": "período de revisão|intervalo de revisão",
    "backorder_cost": "custo de falta|custo de rutura|custo de ruptura",
    "demand@year": "quantidade anual|qtd anual|volume anual|unidades por ano|uso anual",
    "demand@month": "quantidade mensal|qtd mensal|unidades por mês|cmm|consumo médio mensal",
    "demand@week": "quantidade semanal|unidades por semana",
    "demand@day": "quantidade diária|unidades por dia",
}

ITEMS = "produto|produtos|artigo|artigos|material|materiais|item|itens|peça|insumo"

DEMAND = (
    "demanda|consumo|procura|quantidade vendida|qtd vendida|qtde vendida|unidades vendidas|vendas unidades|"
    "vendas em unidades|quantidade consumida|saídas|vendas quantidade|previsão de demanda|demanda prevista|"
    "necessidade"
)
