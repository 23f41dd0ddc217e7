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
    2  Launch,       "firm",           "month", "0",                        "of four: whether research succeeds and a release ships, the flaws that the month's updates bring, the innovation of the firm's mean utility";
    3  FlawArrival,  "release, origin; component, month", "0; month of arrival of updates' and components' flaws", "arrival / 4; arrival", "exponential gaps between the arrivals of flaws (of a release's own, four a draw), crossed by the flaw rate of the care taken";
    4  FlawTraits,   "flaw",           "0",     "0, or 2³⁰ + firm",         "of two: ease, development-time quantile; of a component's flaw: time to integrate its fix";
    5  Discovery,    "flaw",           "0",     "0",                        "of four: the clocks of attackers, of uncoordinated publication, of coordinated defenders, from publication to use";
    6  Reveal,       "flaw",           "0",     "campaign",                 "whether a campaign reveals the flaw to its maker";
    7  Campaign,     "flaw",           "0",     "campaign",                 "cumulative hazard of attackers until the flaw's next campaign";
    8  Reach,        "flaw",           "0",     "campaign",                 "share of exposed devices a campaign hits";
    9  Frailty,      "flaw",           "campaign", "0",                     "common factor of the losses of a campaign";
    10 Victims,      "flaw, release",  "campaign", "cell",                  "of four: number of devices that suffer a loss under each head";
    11 Loss,         "flaw, release",  "campaign", "(cell × 8 + head) × 64 + victim / 4", "of four: loss of one victim in a small group";
    13 Verdict,      "flaw, release",  "campaign", "group",                 "of four: whether the loss is traced; whether the crime breaks the chain; whether defect or breach is proven; months from harm to claim";
    14 CourtError,   "flaw, release",  "campaign", "group",                 "of two: error of the court about due care; cost of a trial";
    15 Delay,        "flaw, release",  "campaign", "group",                 "of four: months from claim to resolution; number of victims who claim";
    16 Beliefs,      "flaw, release",  "campaign", "group",                 "of two: noise in the parties' beliefs before trial";
    17 Accident,     "firm",           "month / 4", "0",                    "of four months: number of accidents, or the arrival of one, where accidents stand for incidents";
    19 Component,    "release",        "0",     "supplier / 4",             "of four: Gumbel taste for a supplier's component";
    20 Entry,        "roster slot",    "month", "trait",                    "entry cost and other traits of a potential entrant";
    21 Inspection,   "firm",           "month", "0",                        "whether the regulator inspects";
    22 Seeding,      "firm",           "0, 1 or 2", "past release, or 0",   "ages of the releases in use before the first month; how long its maker has been in business; how well it stands";
    26 Vanishing,    "flaw, release",  "campaign", "group",                 "whether the defendant's assets vanish between harm and judgment";
    30 Home,         "firm",           "0",     "0",                        "whether a maker sits abroad, where no judgment reaches it";
    40 Leak,         "flaw",           "0",     "0",                        "whether attackers hear of a flaw that makers share";
    41 Report,       "flaw",           "0",     "0",                        "how long a maker takes to report an attack";
    42 Certification, "release",       "0",     "assessment",               "whether an assessor errs about a release";
    43 SharedAccident, "component",    "month", "0",                        "number of accidents of a shared component, or the arrival of one, where accidents stand for incidents";
    44 Behaviour,    "firm",           "month", "0 to 3; 4",                "of two: which care a maker that climbs changes, and which way; whom an imitator copies (0), what it changes in that (1 to 3); by which rule a maker decides (4, month 0)";
    45 Audit,        "0",              "0",     "0",                        "which makers an audit looks at";
    60 Assumption,   "draw",           "attempt", "value / 2",              "values of assumptions within their ranges, drawn when an experiment is planned, by the seed alone";
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
