//! The purposes of draws. `docs/streams.md` is generated from this table.

/// One row of the table of streams: what a purpose means by entity, month and k.
#[derive(Clone, Copy, Debug)]
pub struct StreamRow {
    /// The stream.
    pub stream: Stream,
    /// Its name in code.
    pub name: &'static str,
    /// What the entity id identifies.
    pub entity: &'static str,
    /// What the month says; `0` if always zero.
    pub month: &'static str,
    /// What `k` counts; `0` if always zero.
    pub k: &'static str,
    /// What the draw decides.
    pub purpose: &'static str,
}

macro_rules! streams {
    ($($number:literal $name:ident, $entity:literal, $month:literal, $k:literal, $purpose:literal;)*) => {
        /// The purpose of a draw: the high byte of the counter. Numbers are never reused, since a change of
        /// number changes every draw.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        #[repr(u8)]
        pub enum Stream {
            $(#[doc = $purpose] $name = $number,)*
        }

        impl Stream {
            /// Every stream with its meaning, by number.
            pub const ALL: &'static [StreamRow] = &[$(StreamRow {
                stream: Self::$name,
                name: stringify!($name),
                entity: $entity,
                month: $month,
                k: $k,
                purpose: $purpose,
            },)*];
        }
    };
}

streams! {
    0  FirmTraits,   "firm",           "0",     "trait",                    "size within class, category, decision rule and other traits of a firm";
    2  Launch,       "firm",           "month", "0",                        "of four: whether research succeeds and a release ships, the flaws that the month's updates bring, the innovation of the firm's mean utility";
    3  FlawArrival,  "release, origin", "0, or month of arrival for components' flaws", "arrival / 4", "of four: exponential gaps between the arrivals of flaws, crossed by the flaw rate of the care taken";
    4  FlawTraits,   "flaw",           "0",     "0, or 2³⁰ + firm",         "of two: ease, development-time quantile; of a component's flaw: time to integrate its fix";
    5  Discovery,    "flaw",           "0",     "0",                        "of four: the clocks of attackers, of uncoordinated publication, of coordinated defenders, from publication to use";
    6  Reveal,       "flaw",           "campaign's month", "campaign",      "whether a campaign reveals the flaw to its maker";
    7  Campaign,     "flaw",           "month", "0",                        "number of campaigns";
    8  Reach,        "flaw",           "month", "campaign",                 "share of exposed devices a campaign hits";
    9  Frailty,      "flaw",           "month", "head",                     "common factor of the losses of a campaign";
    10 Victims,      "flaw",           "month", "cell", "of four: number of devices that suffer a loss under each head";
    11 Loss,         "flaw",           "month", "(cell × 8 + head) × 64 + victim / 4", "of four: loss of one victim in a small group";
    12 Claimants,    "flaw",           "month", "group",                    "number of victims who claim";
    13 Verdict,      "flaw",           "month", "group",                    "whether the claim succeeds";
    14 CourtError,   "flaw",           "month", "group",                    "error of the court about due care";
    15 Delay,        "flaw",           "month", "group, or 2³² + group",    "months from claim to resolution; from harm to claim";
    16 Beliefs,      "flaw",           "month", "group × 2 + side",         "noise in the parties' beliefs before trial";
    17 Accident,     "firm",           "month / 4", "0",                   "of four months: number of accidents, or the arrival of one, where accidents stand for incidents";
    18 AccidentLoss, "firm",           "month", "accident",                 "loss of an accident";
    19 Component,    "release",        "0",     "supplier / 4",   "of four: Gumbel taste for a supplier's component";
    20 Entry,        "roster slot",    "month", "trait",                    "entry cost and other traits of a potential entrant";
    21 Inspection,   "firm",           "month", "0",                        "whether the regulator inspects";
    22 Seeding,      "firm",           "0",     "past release",             "ages of the releases in use before month 1";
    23 Audit,        "firm",           "month", "sequence",                 "which firms and deviations an audit tries";
    24 Design,       "design",         "0",     "sequence",                 "points of an experiment's design";
    25 Bootstrap,    "column",         "0",     "sequence",                 "resampling of replications";
    26 Vanishing,    "flaw",           "campaign", "group",                 "whether the defendant's assets vanish between harm and judgment";
}

#[cfg(test)]
mod tests {
    use super::Stream;

    #[test]
    fn rows_are_in_order_of_their_numbers() {
        for pair in Stream::ALL.windows(2) {
            assert!((pair[0].stream as u8) < pair[1].stream as u8, "{}", pair[1].name);
        }
    }
}
