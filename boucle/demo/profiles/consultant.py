"""A consultant who set up on her own in March 2024: a first year of ten months, no cabinet."""

from __future__ import annotations

from datetime import date

from boucle.demo.types import Asset, Billing, CompanyProfile, Overhead, Product, Scope

CONSULTANT = CompanyProfile(
    key="conseil",
    siren="902641380",
    name="Argos Conseil",
    legal_form="EURL",
    trade="Conseil en organisation",
    naf="70.22Z",
    city="Nantes",
    tax_regime="IS",
    vat_regime="RN_T",
    vat_months=3,
    vat_on_receipts=True,
    capital=500_000,
    first_year=2024,
    founded=date(2024, 3, 1),
    owner="Hélène Bourgeois",
    owner_pay=380_000,
    owner_social_bp=4_400,
    bank="Qonto",
    cash_floor=300_000,
    cash_ceiling=3_000_000,
    dividend_bp=6_000,
    local_tax=42_000,
    billings=(
        Billing(
            products=(Product(account="706000", vat_bp=2000, share=4),
                      Product(account="706700", vat_bp=2000, share=1)),
            customers=11, invoices=4, cents=285_000, label="MISSION",
            names=("Mutuelle de l'Estuaire", "Chantiers Gauthier", "Ville de Rezé"),
            season=(92, 104, 112, 100, 96, 118, 90, 40, 104, 116, 112, 116),
            terms=30, late=20, europe_bp=600, growth_bp=700, credit_bp=0,
        ),
    ),
    overheads=(
        Overhead(supplier="La Cale Coworking", account="613200", label="COWORKING {m}/{y}",
                 cents=29_000, day=1),
        Overhead(supplier="SNCF Voyageurs", account="625100", label="TGV {m}/{y}", cents=8_600,
                 vat_bp=0, times=5, noise=45, how="CB"),
        Overhead(supplier="Hôtel des Gares", account="625600", label="HOTEL MISSION {m}/{y}",
                 cents=11_200, vat_bp=0, times=3, noise=30, how="CB"),
        Overhead(supplier="Bistrot de l'Erdre", account="625700", label="DEJEUNER CLIENT {m}/{y}",
                 cents=4_600, vat_bp=1000, times=3, noise=40, how="CB"),
        Overhead(supplier="Free Pro", account="626000", label="FREE PRO {m}/{y}", cents=4_900,
                 day=7),
        Overhead(supplier="Microsoft Ireland", account="651100", label="LICENCES {m}/{y}",
                 cents=3_400, day=9, how="CB", scope=Scope.EUROPE),
        Overhead(supplier="Hiscox", account="616000", label="RC PRO {y}", cents=78_000, vat_bp=0,
                 months=(3,), day=12, prepaid_months=12),
        Overhead(supplier="Lefebvre Formation", account="618500", label="FORMATION {m}/{y}",
                 cents=145_000, months=(6, 11), day=10, how="VIR", terms=20),
        Overhead(supplier="Amazon Business", account="606400", label="FOURNITURES {m}/{y}",
                 cents=5_200, day=21, noise=60, how="CB"),
        Overhead(supplier="Imprimerie du Bouffay", account="623100", label="PLAQUETTES {y}",
                 cents=64_000, months=(4,), day=16, how="VIR", terms=15),
    ),
    assets=(
        Asset(account="218300", label="Ordinateur portable", cost=198_000, start=date(2024, 3, 11),
              years=3, supplier="Fnac Darty Pro"),
        Asset(account="218400", label="Bureau et fauteuil", cost=112_000, start=date(2024, 4, 15),
              years=5, supplier="Manutan"),
        Asset(account="218300", label="Écran et station", cost=89_000, start=date(2025, 10, 7),
              years=3, supplier="Fnac Darty Pro"),
    ),
)  # fmt: skip
