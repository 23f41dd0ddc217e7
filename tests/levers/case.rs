//! One lever of law alone, on the same shocks: a case, and the tests made of cases.

use crate::isolation::Isolated;
pub(crate) use crate::isolation::Sign;
use crate::support::FROZEN;

/// Who may react to the law.
#[allow(dead_code, reason = "every cluster of levers uses a part of it")]
#[derive(Clone, Copy, Debug)]
pub(crate) enum World {
    /// Makers choose care, cover and support; prices, makers, buyers and attackers are held fixed.
    Careful,
    /// Nobody: the same harm befalls the same owners, and whoever owes can pay.
    Frozen,
}

/// One lever, two of its values, and what follows if nothing else differs.
pub(crate) struct Case<'a> {
    pub(crate) lever: &'a str,
    pub(crate) values: [&'a str; 2],
    /// The rest of the law.
    pub(crate) law: &'a str,
    pub(crate) world: World,
    /// Changes of the market.
    pub(crate) market: &'a [&'a str],
}

impl Case<'_> {
    /// Asserts the signs of the paired differences of outcomes between the second value and the first.
    pub(crate) fn shows(&self, signs: &[(Sign, &str)]) {
        let frozen = if matches!(self.world, World::Frozen) { FROZEN } else { &[] };
        let market: Vec<&str> = frozen.iter().chain(self.market).copied().collect();
        let (lever, rest) = (self.lever, self.law);
        let laws = self.values.map(|value| {
            format!(
                "name = \"law\"\n[[rule]]\n[rule.set]\n{rest}\n[[rule]]\nset = {{ \"{lever}\" = {value} }}\n"
            )
        });
        Isolated { market: &market, laws: [&laws[0], &laws[1]] }.shows(signs);
    }
}

/// Tests, each of one lever: `name: "lever" [values], world, "law", [market], sign "outcome" …;`
macro_rules! signs {
    ($($(#[$attribute:meta])* $name:ident: $lever:literal $values:expr, $world:ident, $law:expr, $market:expr,
       $($sign:ident $key:literal),+;)*) => {
        /// The levers tested here.
        #[allow(dead_code, reason = "read where every lever is looked for")]
        pub(crate) const LEVERS: &[&str] = &[$($lever),*];
        $(
            #[test]
            $(#[$attribute])*
            fn $name() {
                let case = crate::case::Case {
                    lever: $lever,
                    values: $values,
                    law: $law,
                    world: crate::case::World::$world,
                    market: &$market,
                };
                case.shows(&[$((crate::case::Sign::$sign, $key)),+]);
            }
        )*
    };
}
