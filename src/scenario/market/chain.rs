//! The chain of supply and sale beside makers: suppliers, importers and sellers.

use crate::lever;
use crate::lever::Lever;

/// What all makers of components have in common.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Supplier {
    /// EUR a year per unit of a supplier's care.
    pub cost_care_eur: f64,
}

impl Supplier {
    /// Registry rows.
    pub const LEVERS: &[Lever<Supplier>] = &[
        lever!(Supplier, "supplier.cost_care_eur" => cost_care_eur, num(1e-9, 1e12, 1.0) "EUR/year", axes &[], id "L02",
            effect "care_suppliers",
            "Cost of one level of care in a component a year, borne by the owners of its maker, where that chooses its care."),
    ];
}

/// Importers of devices whose makers sit abroad.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Importer {
    /// Share of makers abroad.
    pub abroad_share: f64,
    /// Capital of all importers together, EUR.
    pub capital_eur: f64,
}

impl Importer {
    /// Registry rows.
    pub const LEVERS: &[Lever<Importer>] = &[
        lever!(Importer, "importer.abroad_share" => abroad_share, num(0.0, 1.0, 0.0) "share", axes &[], id "L05",
            effect "compensation_rate",
            "Share of makers that sit abroad, where no judgment of the market's courts reaches them; their devices come in through importers."),
        lever!(Importer, "importer.capital_eur" => capital_eur, num(0.0, 1e15, 0.0) "EUR", axes &[], id "L05",
            effect "compensation_rate",
            "Capital with which all importers together answer; awards pay it down, and their prices do not fill it up."),
    ];
}

/// Sellers of devices.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Seller {
    /// Capital of all sellers together, EUR.
    pub capital_eur: f64,
}

impl Seller {
    /// Registry rows.
    pub const LEVERS: &[Lever<Seller>] = &[
        lever!(Seller, "seller.capital_eur" => capital_eur, num(0.0, 1e15, 0.0) "EUR", axes &[], id "L05",
            effect "compensation_rate",
            "Capital with which all sellers together answer; awards pay it down, and their prices do not fill it up."),
    ];
}
