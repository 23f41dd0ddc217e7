//! Every euro has a payer, a payee and an account. What is paid is received: the books balance by construction, and
//! what remains to be tested is that nobody's cash moves outside of them.

use crate::choices;

choices! {
    /// Who pays and is paid. `World` is where resources go when they are used up.
    pub enum Party {
        /// Makers.
        Maker = "maker",
        /// Makers' owners.
        Shareholder = "shareholder",
        /// Owners of devices.
        Buyer = "buyer",
        /// Third parties who suffer harm.
        ThirdParty = "third_party",
        /// Component suppliers.
        Supplier = "supplier",
        /// Insurers.
        Insurer = "insurer",
        /// The state: courts, regulators, treasury.
        Public = "public",
        /// Nobody: resources used up, value destroyed.
        World = "world",
        /// The compensation fund.
        Fund = "fund",
        /// Providers of services that devices depend on.
        Service = "service",
        /// Importers of devices made abroad.
        Importer = "importer",
        /// Sellers of devices.
        Seller = "seller",
    }
}

choices! {
    /// What a payment is for.
    pub enum Account {
        /// Devices sold.
        Sale = "sale",
        /// Unit cost and support of devices.
        Production = "production",
        /// Fixed operating cost.
        Overhead = "overhead",
        /// Design, testing and response care.
        Care = "care",
        /// Handling of flaws that are never exploited, validation and shows of compliance.
        Compliance = "compliance",
        /// Research and development.
        Research = "research",
        /// Setting up a firm.
        Entry = "entry",
        /// Harm from incidents.
        Harm = "harm",
        /// Damages and settlements.
        Damages = "damages",
        /// Legal costs of all sides.
        Legal = "legal",
        /// Inspections.
        Inspection = "inspection",
        /// Fines.
        Fine = "fine",
        /// Insurance premiums.
        Premium = "premium",
        /// Insurers' expenses.
        Expense = "expense",
        /// Capital paid in, dividends, estates.
        Capital = "capital",
        /// Patching, refunds, recalls.
        Remedy = "remedy",
        /// Subsidies, rewards, shared infrastructure, help for victims.
        Aid = "aid",
        /// Levies for the compensation fund.
        Levy = "levy",
        /// Bounties, which pay for researchers' time.
        Bounty = "bounty",
        /// Public testing of products.
        Testing = "testing",
        /// Support by subscription.
        Subscription = "subscription",
    }
}

/// Parties.
pub const PARTIES: usize = Party::ALL.len();
/// Accounts.
pub const ACCOUNTS: usize = Account::ALL.len();

/// Totals by payer, payee and account, undiscounted and discounted at the social rate, EUR.
#[derive(Clone, Debug)]
pub struct Ledger {
    flows: [[[f64; ACCOUNTS]; PARTIES]; PARTIES],
    discounted: [[[f64; ACCOUNTS]; PARTIES]; PARTIES],
    discount: f64,
}

impl Default for Ledger {
    fn default() -> Self {
        Ledger {
            flows: [[[0.0; ACCOUNTS]; PARTIES]; PARTIES],
            discounted: [[[0.0; ACCOUNTS]; PARTIES]; PARTIES],
            discount: 1.0,
        }
    }
}

impl Ledger {
    /// Sets the factor by which this month's flows are discounted.
    pub fn set_discount(&mut self, factor: f64) {
        self.discount = factor;
    }

    /// Books a payment, EUR.
    #[inline]
    pub fn pay(&mut self, from: Party, to: Party, account: Account, eur: f64) {
        debug_assert!(eur.is_finite() && eur >= 0.0, "{} pays {eur} for {}", from.name(), account.name());
        self.flows[from as usize][to as usize][account as usize] += eur;
        self.discounted[from as usize][to as usize][account as usize] += eur * self.discount;
    }

    /// Total paid by one party to another on an account, EUR.
    pub fn flow(&self, from: Party, to: Party, account: Account) -> f64 {
        self.flows[from as usize][to as usize][account as usize]
    }

    /// What a party received less what it paid on an account, EUR.
    pub fn net(&self, party: Party, account: Account) -> f64 {
        net(&self.flows, party, account)
    }

    /// As [`Ledger::net`], discounted.
    pub fn net_discounted(&self, party: Party, account: Account) -> f64 {
        net(&self.discounted, party, account)
    }

    /// What a party received less what it paid, on all accounts, EUR.
    pub fn balance(&self, party: Party) -> f64 {
        Account::ALL.iter().map(|&account| self.net(party, account)).sum()
    }

    /// As [`Ledger::balance`], discounted.
    pub fn balance_discounted(&self, party: Party) -> f64 {
        Account::ALL.iter().map(|&account| self.net_discounted(party, account)).sum()
    }
}

fn net(flows: &[[[f64; ACCOUNTS]; PARTIES]; PARTIES], party: Party, account: Account) -> f64 {
    let (me, account) = (party as usize, account as usize);
    (0..PARTIES).map(|other| flows[other][me][account] - flows[me][other][account]).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_one_pays_another_receives() {
        let mut ledger = Ledger::default();
        ledger.pay(Party::Maker, Party::Buyer, Account::Damages, 3.0);
        ledger.set_discount(0.5);
        ledger.pay(Party::Buyer, Party::Maker, Account::Sale, 10.0);
        assert_eq!(ledger.balance(Party::Maker), 7.0);
        assert_eq!(ledger.balance(Party::Buyer), -7.0);
        assert_eq!(ledger.balance_discounted(Party::Maker), 2.0);
        let total: f64 = Party::ALL.iter().map(|&party| ledger.balance(party)).sum();
        assert_eq!(total, 0.0);
    }
}
