//! What a case states as facts. Where it is silent, the victim is lucky, nothing is late and everybody can pay.

use serde::Deserialize;

#[derive(Deserialize, Clone)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct CaseFacts {
    pub(crate) head: String,
    pub(crate) origin: String,
    /// Who made the component that the flaw sits in.
    pub(crate) component: String,
    /// Does the maker sit abroad?
    pub(crate) abroad: bool,
    /// Was compliance shown in another jurisdiction?
    pub(crate) shown_elsewhere: bool,
    pub(crate) losses_eur: Vec<f64>,
    pub(crate) claimants: Option<f64>,
    pub(crate) care: Care,
    pub(crate) validated: bool,
    pub(crate) overdue: bool,
    pub(crate) publication_days: f64,
    pub(crate) discovery: f64,
    pub(crate) legacy: bool,
    pub(crate) complexity: f64,
    pub(crate) overdue_months: f64,
    pub(crate) patch_cost_eur: f64,
    pub(crate) price_eur: f64,
    pub(crate) support_ended_at_months: f64,
    pub(crate) solved_due: f64,
    pub(crate) prevented_by: f64,
    pub(crate) unpatched: Unpatched,
    pub(crate) careless: f64,
    pub(crate) findings: f64,
    /// Months to the claim, from knowledge and from the sale; and from the sale to the harm. A case under a regime gives dates.
    pub(crate) knowledge_months: f64,
    pub(crate) sale_months: f64,
    pub(crate) harm_months: f64,
    /// The maker's yearly turnover.
    pub(crate) turnover_eur: f64,
    pub(crate) delay_months: f64,
    pub(crate) luck: CaseLuck,
    pub(crate) assets: Assets,
}

impl Default for CaseFacts {
    fn default() -> Self {
        CaseFacts {
            head: "property".to_owned(),
            origin: "design".to_owned(),
            component: "supplier".to_owned(),
            abroad: false,
            shown_elsewhere: false,
            losses_eur: Vec::new(),
            claimants: None,
            care: Care::default(),
            validated: false,
            overdue: false,
            publication_days: 90.0,
            discovery: 0.0,
            legacy: false,
            complexity: 1.0,
            overdue_months: 0.0,
            patch_cost_eur: 0.0,
            price_eur: 0.0,
            support_ended_at_months: 0.0,
            solved_due: 0.0,
            prevented_by: f64::INFINITY,
            unpatched: Unpatched::default(),
            careless: 0.0,
            findings: 0.0,
            knowledge_months: 0.0,
            sale_months: 0.0,
            harm_months: 0.0,
            turnover_eur: 0.0,
            delay_months: 0.0,
            luck: CaseLuck::default(),
            assets: Assets::default(),
        }
    }
}

#[derive(Deserialize, Clone, Default)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Care {
    pub(crate) design: f64,
    pub(crate) testing: f64,
    pub(crate) response: f64,
}

/// Shares of devices unpatched at the attack, as it was and had the fix come at the deadline.
#[derive(Deserialize, Clone)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Unpatched {
    pub(crate) actual: f64,
    pub(crate) due: f64,
}

impl Default for Unpatched {
    fn default() -> Self {
        Unpatched { actual: 1.0, due: 1.0 }
    }
}

/// Where a case does not say, the victim is lucky, the court makes no error and both sides know the chances.
#[derive(Deserialize, Clone)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct CaseLuck {
    pub(crate) attribution: f64,
    pub(crate) crime: f64,
    pub(crate) court: f64,
    pub(crate) proof: f64,
    pub(crate) beliefs: [f64; 2],
}

impl Default for CaseLuck {
    fn default() -> Self {
        CaseLuck { attribution: 0.0, crime: 0.999, court: 0.0, proof: 0.0, beliefs: [0.5, 0.5] }
    }
}

#[derive(Deserialize, Clone)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Assets {
    pub(crate) maker_eur: f64,
    pub(crate) supplier_eur: f64,
    pub(crate) importer_eur: f64,
    pub(crate) seller_eur: f64,
}

impl Default for Assets {
    fn default() -> Self {
        Assets {
            maker_eur: f64::INFINITY,
            supplier_eur: f64::INFINITY,
            importer_eur: f64::INFINITY,
            seller_eur: f64::INFINITY,
        }
    }
}
