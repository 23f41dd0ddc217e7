//! How long makers support what they sell.

use super::{Case, Draft};

/// Months of support that makers consider beyond what is usual.
const SUPPORT_MENU: [f64; 5] = [24.0, 36.0, 60.0, 84.0, 120.0];

impl Case<'_> {
    /// Months of support owed for what is sold now.
    pub(in crate::decisions) fn support_owed(&self) -> f64 {
        self.world.support_owed(self.scene, self.firm, &self.stakes.today, self.world.month)
    }

    /// Months of support, of a short menu: what is usual, or owed, or warranted, or so much more that the losses it saves over the lives of a
    /// year's sales are worth its cost. What is owed is owed for what is sold until the next decision, by the law of the day: a change of it is
    /// a reason to decide anew.
    pub(in crate::decisions) fn support(&self, draft: &Draft) -> f64 {
        let (setting, category) = (self.scene.setting, self.firm.category);
        let usual = setting.market.categories.rows[usize::from(category)].support_months;
        let (imposed, owed) = (setting.market.care.imposed_support, self.support_owed());
        if imposed >= 0.0 {
            return imposed.max(owed);
        }
        let least = usual.max(owed);
        let demands = &self.stakes.today;
        let [fixed, mut fading] = setting.losses_by_support(category, &draft.sales_loss);
        if demands.stated_end > 0.0 {
            // Buyers who know when support ends see more of what they lose after it.
            fading += demands.stated_end * setting.losses_by_support(category, &draft.owners_loss)[1];
        }
        let [sold, paid] = demands.subscription;
        let cost = |months: f64| {
            let unsupported = setting.unsupported_share(category, months);
            let lost = if sold > 0.0 {
                // Beyond what is owed, only those who subscribe are supported.
                let without = setting.unsupported_share(category, months.min(owed));
                without - (1.0 - sold + paid) * (without - unsupported)
            } else {
                unsupported
            };
            self.units * demands.support_eur(setting, category, [months, owed])[0]
                + fixed
                + fading * lost
                + self.refunds(months)
        };
        let warranted = demands.remedies.warranty_months;
        let longer = SUPPORT_MENU.into_iter().chain([warranted]).filter(|&months| months > least);
        let better = longer.map(|months| (months, cost(months)));
        better.fold((least, cost(least)), |best, offer| if offer.1 < best.1 { offer } else { best }).0
    }
}
