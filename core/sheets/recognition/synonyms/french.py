"""Headers in French."""

FIELDS = {
    "sku": (
        "référence|réf|ref article|référence article|réf article|code article|code produit|n article|"
        "no article|numéro article|numéro d article|référence produit|réf produit|code pièce|"
        "numéro de pièce|id produit|id article|référence interne|num article|ref produit|"
        "identifiant article|numero produit"
    ),
    "location": "emplacement|dépôt|magasin|entrepôt|lieu|lieu de stockage",
    "description": (
        "désignation|libellé|désignation article|libellé article|nom du produit|nom produit|"
        "description article|intitulé|nom article|désignation produit|libellé produit"
    ),
    "supplier": "fournisseur|nom fournisseur|nom du fournisseur|fournisseur principal",
    "currency": "devise|monnaie",
    "unit": "unité|unité de mesure|unité de base|unité de stock|udm",
    "purchase_unit": "unité d achat|unité achat|unité de commande",
    "order_cost": (
        "coût commande|coût de commande|coût de passation|coût de passation de commande|frais de commande|"
        "coût par commande|coût de lancement|coûts de commande|coût passation|"
        "coût de passation d une commande|coût d une commande|coût de passation des commandes|"
        "coût d une passation"
    ),
    "unit_cost": (
        "prix unitaire|coût unitaire|prix d achat|prix achat|pu|pa ht|prix achat ht|prix d achat ht|"
        "coût d achat|prix de revient|prix unitaire ht|coût standard|prix d achat unitaire|"
        "prix unitaire d achat|pmp|coût de revient|prix moyen pondéré|cump|prix standard"
    ),
    "holding_rate": (
        "taux de possession|taux de détention|taux de stockage|taux possession|taux annuel de possession|"
        "taux de possession du stock|taux de possession annuel"
    ),
    "holding_cost": (
        "coût de stockage|coût de possession|coût stockage unitaire|coût de stockage unitaire|"
        "coût de possession unitaire|coût stockage|coût possession|coût de détention|"
        "coût unitaire de stockage|coût de stockage par unité|coût de possession par unité|"
        "coût annuel de possession|coût annuel de stockage|coût de possession annuel|frais de stockage"
    ),
    "lead_time_days": (
        "délai|délai de livraison|délai livraison|délai d approvisionnement|délai approvisionnement|"
        "délai fournisseur|délai d obtention|délai de réapprovisionnement|délai appro|temps de livraison|"
        "délai de réappro"
    ),
    "lead_time_std_days": "écart type délai|écart type du délai|écart type délai de livraison",
    "demand_std": "écart type|écart type demande|écart type de la demande|écart type consommation",
    "service_level": "niveau de service|taux de service|niveau de service cible|taux de service cible",
    "fill_rate": "taux de remplissage|taux de satisfaction|taux de disponibilité",
    "on_hand": (
        "stock|stock actuel|quantité en stock|qté en stock|qte stock|quantité stock|stock physique|"
        "en stock|stock disponible physique|stock réel|niveau de stock|stock initial|stock courant|"
        "quantités en stock"
    ),
    "on_order": (
        "en commande|quantité en commande|qté en commande|commandes en cours|en cours de commande|"
        "en transit|commandes fournisseurs en cours|attendu|réceptions attendues|qte en commande|"
        "commande en cours"
    ),
    "backorders": "reliquat|reliquats|en rupture commandes|commandes en attente|reste à livrer",
    "allocated": "réservé|quantité réservée|alloué|qté réservée|commandes clients|stock réservé",
    "current_order_qty": (
        "quantité de commande actuelle|lot actuel|quantité commandée actuelle|quantité actuelle de commande"
    ),
    "current_reorder_point": (
        "point de commande|seuil de réapprovisionnement|seuil de commande|point de réapprovisionnement|"
        "seuil d alerte|stock d alerte|point de commande actuel|seuil de réappro|seuil alerte"
    ),
    "min_order_qty": (
        "quantité minimum de commande|quantité minimale de commande|qté min commande|minimum de commande|"
        "quantité min de commande|commande minimum|commande minimale|qmc|quantité minimale|"
        "qté minimale de commande|minimum commande"
    ),
    "order_multiple": (
        "conditionnement|multiple de commande|colisage|quantité par colis|pcb|taille de lot multiple|"
        "unités par colis|unités par carton|lot de commande"
    ),
    "max_order_qty": "quantité maximale de commande|quantité maximum de commande|commande maximum",
    "max_stock": "stock maximum|stock max|stock maximal",
    "storage_capacity": "capacité de stockage",
    "shelf_life_days": "durée de vie|durée de conservation|dlc jours|péremption jours",
    "review_period_days": (
        "période de révision|intervalle de révision|période de revue|périodicité de commande"
    ),
    "backorder_cost": "coût de rupture|coût de pénurie",
    "demand@year": (
        "quantité annuelle|qté annuelle|qte annuelle|volume annuel|quantité par an|besoins annuels"
    ),
    "demand@month": "quantité mensuelle|qté mensuelle|volume mensuel|quantité par mois|cmm",
    "demand@day": "quantité journalière|cmj|quantité par jour",
}

ITEMS = "article|articles|produit|produits|pièce|matière"

DEMAND = (
    "demande|consommation|besoin|besoins|quantité vendue|qté vendue|ventes quantité|ventes en quantité|"
    "quantités vendues|ventes unités|unités vendues|quantité consommée|demande prévue|prévision de demande"
)
