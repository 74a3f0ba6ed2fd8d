"""A wholesaler with four thousand third parties, dollars, Europe: the large Dossier."""

from __future__ import annotations

from datetime import date
from random import Random

from boucle.demo.parties import FIRST_NAMES, SURNAMES, foreign_name, maker_names
from boucle.demo.types import (
    Asset,
    Billing,
    CompanyProfile,
    Goods,
    Job,
    Loan,
    Overhead,
    Product,
    Scope,
)  # fmt: skip

_SEASON = (94, 96, 106, 102, 98, 107, 98, 66, 108, 111, 106, 98)
_SCOPES = tuple(
    Scope.EXPORT if at % 23 == 11 else Scope.EUROPE if at % 7 == 3 else Scope.FRANCE
    for at in range(280)
)
_SUPPLIERS = tuple(
    name if scope is Scope.FRANCE else foreign_name(scope.value, 300 + at)
    for at, (scope, name) in enumerate(
        zip(_SCOPES, maker_names(280, Random("makers")), strict=True)
    )
)
_GRADES = (620_000, 480_000, 415_000, 365_000, 342_000, 318_000, 296_000, 284_000, 271_000)


def _staff() -> tuple[Job, ...]:
    jobs = []
    for at in range(36):
        gross = _GRADES[at] if at < len(_GRADES) else 196_000 + at * 7_919 % 61_000 // 100 * 100
        name = f"{FIRST_NAMES[at * 5 % 16]} {SURNAMES[at * 7 % 64]}"
        start = date(2012 + at % 11, 1 + at * 5 % 12, 1)
        end = date(2024, 6, 30) if at == 17 else date(2025, 10, 31) if at == 24 else None
        jobs.append(Job(name=name, gross=gross, start=start, end=end,
                        pas_bp=max(0, (gross - 170_000) // 400), bonus_bp=830))  # fmt: skip
    late = (date(2024, 9, 2), date(2025, 1, 6), date(2026, 2, 2))
    jobs += [Job(name=f"{FIRST_NAMES[at]} {SURNAMES[40 + at]}", gross=224_000, start=start,
                 pas_bp=150, bonus_bp=830) for at, start in enumerate(late)]  # fmt: skip
    return tuple(jobs)


WHOLESALE = CompanyProfile(
    key="negoce",
    siren="315780429",
    name="Comptoir Rhodanien de Fournitures",
    legal_form="SA",
    trade="Commerce de gros de fournitures industrielles",
    naf="46.69B",
    city="Vénissieux",
    tax_regime="IS",
    vat_regime="RN_M",
    capital=80_000_000,
    backer="519100",
    first_year=2023,
    opening_cash=70_000_000,
    bank="BNP Paribas",
    cash_floor=15_000_000,
    cash_ceiling=90_000_000,
    dividend_bp=4_500,
    local_tax=2_860_000,
    deposit=5_400_000,
    goods=(
        Goods(stock="370000", purchase="607000", variation="603700", suppliers=_SUPPLIERS,
              scopes=_SCOPES, currency="USD", opening=145_000_000, target_days=60, orders=180,
              terms=45),
    ),
    billings=(
        Billing(
            products=(Product(account="707000", vat_bp=2000, share=96, cost_bp=7_090),
                      Product(account="708500", vat_bp=2000, share=1),
                      Product(account="706000", vat_bp=2000, share=3, cost_bp=1_500)),
            customers=3_720, invoices=428, cents=232_000, season=_SEASON, terms=30, late=22,
            europe_bp=450, export_bp=380, currency="USD", growth_bp=310, credit_bp=140,
            doubtful_bp=25,
        ),
    ),
    overheads=(
        Overhead(supplier="Foncière de l'Est Lyonnais", account="613200",
                 label="LOYER ENTREPOT {t}T {y}",
                 cents=5_400_000, months=(1, 4, 7, 10), day=2, how="VIR", growth_bp=280),
        Overhead(supplier="Foncière de l'Est Lyonnais", account="614000", label="CHARGES {t}T {y}",
                 cents=620_000, months=(1, 4, 7, 10), day=2, how="VIR"),
        Overhead(supplier="Geodis Messagerie", account="624200", label="TRANSPORT {m}/{y}",
                 of_sales_bp=75, times=2, noise=18, how="VIR", terms=30),
        Overhead(supplier="DB Schenker", account="624200", label="AFFRETEMENT {m}/{y}",
                 of_sales_bp=30, times=3, noise=25, how="VIR", terms=30),
        Overhead(supplier="DHL Freight", account="624100", label="FRET IMPORT {m}/{y}",
                 of_sales_bp=55, times=2, noise=30, how="VIR", terms=30),
        Overhead(supplier="Agence Colin Commerce", account="622200", label="COMMISSIONS {m}/{y}",
                 of_sales_bp=95, day=10, how="VIR", terms=30, accrued=True),
        Overhead(supplier="Manpower", account="621100", label="INTERIM SEM {m}/{y}", cents=185_000,
                 times=4, noise=30, how="VIR", terms=30),
        Overhead(supplier="EDF Entreprises", account="606100", label="FACT EDF {m}/{y}",
                 cents=410_000, day=14, noise=9, accrued=True,
                 season=(130, 124, 112, 98, 88, 84, 86, 80, 88, 98, 112, 128)),
        Overhead(supplier="Total Mobilités", account="606120", label="CARTES CARBURANT {m}/{y}",
                 cents=365_000, day=3, noise=10, accrued=True),
        Overhead(supplier="Arval", account="613500", label="LLD VEHICULES {m}/{y}", cents=640_000,
                 day=1),
        Overhead(supplier="Fenwick Linde", account="613500", label="LOC CHARIOTS {m}/{y}",
                 cents=285_000, day=5, how="VIR", terms=30),
        Overhead(supplier="Fenwick Linde", account="615600", label="ENTRETIEN CHARIOTS {m}/{y}",
                 cents=118_000, day=20, noise=20, how="VIR", terms=30),
        Overhead(supplier="Raja", account="606300", label="EMBALLAGES {m}/{y}", cents=92_000,
                 times=3, noise=25, how="VIR", terms=30),
        Overhead(supplier="Cegid Services", account="651100", label="ERP SAAS {t}T {y}",
                 cents=890_000, months=(1, 4, 7, 10), day=3, how="VIR", terms=30),
        Overhead(supplier="Orange Business", account="626000", label="FACT ORANGE {m}/{y}",
                 cents=198_000, day=6, noise=3),
        Overhead(supplier="La Poste", account="626100", label="AFFRANCHISSEMENT {m}/{y}",
                 cents=62_000, vat_bp=0, day=8, noise=12),
        Overhead(supplier="Cabinet Delorme et Associés", account="622600",
                 label="HONORAIRES {m}/{y}",
                 cents=280_000, day=28, how="VIR", terms=20),
        Overhead(supplier="Audit Bellecour", account="622620", label="HONORAIRES CAC {y}",
                 cents=1_450_000, months=(12,), day=24, how="VIR", terms=20, accrued=True),
        Overhead(supplier="Maître Giraud Avocat", account="622610", label="CONTENTIEUX {m}/{y}",
                 cents=165_000, months=(2, 5, 9, 11), day=14, noise=30, how="VIR", terms=15),
        Overhead(supplier="Allianz IARD", account="616100", label="MULTIRISQUE {y}",
                 cents=3_480_000, vat_bp=0, months=(4,), day=3, prepaid_months=12),
        Overhead(supplier="Allianz Trade", account="616000", label="ASSURANCE CREDIT {t}T {y}",
                 cents=780_000, vat_bp=0, months=(1, 4, 7, 10), day=6, prepaid_months=3),
        Overhead(supplier="Imprimerie Caluire", account="623100", label="CATALOGUE {y}",
                 cents=2_640_000, months=(2,), day=12, how="VIR", terms=30),
        Overhead(supplier="Eurexpo", account="623300", label="STAND INDUSTRIE {y}",
                 cents=1_920_000, months=(3,), day=7, how="VIR", terms=15),
        Overhead(supplier="Accor Hôtels", account="625600", label="HOTEL COMMERCIAUX {m}/{y}",
                 cents=11_800, vat_bp=0, times=14, noise=35, how="CB"),
        Overhead(supplier="Vinci Autoroutes", account="625110", label="PEAGES {m}/{y}",
                 cents=148_000,
                 day=10, noise=10),
        Overhead(supplier="Restaurant Chez Paulette", account="625700", label="REPAS {m}/{y}",
                 cents=9_200, vat_bp=1000, times=10, noise=40, how="CB"),
        Overhead(supplier="Nettoyage Rhône Services", account="615200", label="MENAGE {m}/{y}",
                 cents=184_000, day=30, how="VIR", terms=30),
        Overhead(supplier="Lyreco", account="606400", label="FOURNITURES {m}/{y}", cents=54_000,
                 day=16, noise=25, how="VIR", terms=30),
        Overhead(supplier="Agemetra", account="647500", label="MEDECINE TRAVAIL {y}", cents=486_000,
                 months=(2,), day=12, how="VIR", terms=20),
    ),
    jobs=_staff(),
    loans=(
        Loan(bank="BNP Paribas", label="Transstockeur", principal=62_000_000, rate_bp=125,
             months=96,
             start=date(2020, 3, 5), insurance=9_800),
        Loan(bank="BNP Paribas", label="Informatique 2024", principal=18_000_000, rate_bp=445,
             months=60, start=date(2024, 4, 5), insurance=2_600),
    ),
    assets=(
        Asset(account="207000", label="Fonds Outillage Sud-Est", cost=24_000_000,
              start=date(2015, 1, 5), years=0),
        Asset(account="215400", label="Transstockeur", cost=71_000_000, start=date(2020, 3, 16),
              years=10),
        Asset(account="218100", label="Agencement entrepôt", cost=28_400_000, start=date(2018, 6,
                                                                                         1),
              years=12),
        Asset(account="218300", label="Informatique 2021", cost=8_900_000, start=date(2021, 9, 6),
              years=4),
        Asset(account="205000", label="Site marchand", cost=14_600_000, start=date(2024, 4, 22),
              years=5, supplier="Pixel et Plume Projets"),
        Asset(account="218300", label="Terminaux et serveurs", cost=6_200_000,
              start=date(2024, 5, 13), years=4, supplier="Econocom Équipement"),
        Asset(account="218200", label="Porteur 12 t", cost=9_200_000, start=date(2019, 2, 4),
              years=6, sold=date(2025, 3, 24), price=2_650_000, buyer="Poids Lourds Occasion 69"),
        Asset(account="218200", label="Porteur 16 t", cost=11_400_000, start=date(2025, 3, 17),
              years=6, supplier="Volvo Trucks Lyon"),
        Asset(account="218400", label="Mobilier siège", cost=3_650_000, start=date(2018, 6, 1),
              years=10),
    ),
)  # fmt: skip
