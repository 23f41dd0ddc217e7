//! What the law asks for that no maker of a size can do, or would: conditions of a safe harbour, floors of care, certificates.

use super::relief::{Effect, Levels};
use super::rule::Rule;
use super::subjects::{Means, SizeClassName};

/// Something that the law asks for.
pub(super) struct Condition {
    /// The lever that sets it.
    pub path: &'static str,
    /// Why no maker of the size meets it, if none does.
    pub unmet: Option<Unmet>,
}

/// Why nobody meets a condition.
pub(super) struct Unmet {
    /// What is wrong, in one line.
    pub message: String,
    /// What leaves it out of reach, of the law or of the market.
    pub by: Vec<String>,
    /// What to change.
    pub help: String,
}

/// What the law asks of makers, tried on those of one size.
pub(super) fn conditions(rule: &Rule, means: &Means, size: usize) -> Vec<Condition> {
    let mut found = of_harbour(rule, means, size);
    let [design, testing, response] = rule.duties.floors();
    let floors = ["duties.floor_design", "duties.floor_testing", "duties.floor_response"];
    let keeps = Within { means, size, does: "keep to the floors of care" };
    found.extend(keeps.care(floors, &Levels { design, testing, response }));
    if rule.certification.mandatory {
        let gets = Within { means, size, does: "get the certificate that every release needs" };
        found.extend(gets.certificate(rule));
    }
    found
}

/// The conditions of a harbour; none without one.
fn of_harbour(rule: &Rule, means: &Means, size: usize) -> Vec<Condition> {
    let relief = &rule.relief;
    if relief.effect == Effect::Off {
        return Vec::new();
    }
    let within = Within { means, size, does: "be in the safe harbour" };
    let asked = Levels { design: relief.design, testing: relief.testing, response: relief.response };
    let mut found = within.care(["relief.design", "relief.testing", "relief.response"], &asked);
    found.extend(within.monitoring(relief.monitoring));
    found.extend(within.fee("relief.fee_eur", relief.fee_eur));
    if relief.cooperation {
        let at_once = rule.duties.patch_days == 0.0;
        found.push(Condition {
            path: "relief.cooperation",
            unmet: at_once.then(|| Unmet {
                message: within.nobody("can", "every known flaw is past duties.patch_days at once"),
                by: vec!["duties.patch_days".into()],
                help: "raise duties.patch_days, or leave relief.cooperation out".into(),
            }),
        });
    }
    if relief.certified {
        found.extend(within.certificate(rule));
    }
    found
}

fn lower(path: &str) -> String {
    format!("lower {path}, or leave it out")
}

/// What makers of one size can do and pay.
struct Within<'a> {
    means: &'a Means,
    size: usize,
    /// What they do who meet what is asked.
    does: &'static str,
}

impl Within<'_> {
    fn nobody(&self, how: &str, why: &str) -> String {
        format!("nobody {how} {}: {why}", self.does)
    }

    /// What assessors look for, and what they cost. Who can pass with less by an error of theirs needs no more care than that.
    fn certificate(&self, rule: &Rule) -> Vec<Condition> {
        let certificate = &rule.certification;
        let mut found = Vec::new();
        if certificate.false_pass == 0.0 {
            let asked = Levels { design: certificate.design, testing: certificate.testing, response: 0.0 };
            found.extend(self.care(["certification.design", "certification.testing", ""], &asked));
        }
        found.extend(self.fee("certification.cost_eur", certificate.cost_eur));
        found
    }

    /// Levels of care that are demanded, by the levers that do so.
    fn care(&self, paths: [&'static str; 3], asked: &Levels) -> Vec<Condition> {
        let (most, paid) = (&self.means.most_care, &self.means.affordable[self.size]);
        let prongs = [
            ("design", asked.design, most.design, paid.design),
            ("testing", asked.testing, most.testing, paid.testing),
            ("response", asked.response, most.response, paid.response),
        ];
        let stated = paths.into_iter().zip(prongs).filter(|(_, (_, asked, ..))| *asked > 0.0);
        stated
            .map(|(path, (prong, asked, most, paid))| Condition {
                path,
                unmet: self.beyond(path, asked, most, format!("care.imposed_{prong}")).or_else(|| {
                    let care = format!(
                        "{path} asks for {asked}, and care of more than {paid:.0} costs {}",
                        self.margin()
                    );
                    (asked > paid).then(|| Unmet {
                        message: self.nobody("will", &care),
                        by: vec![format!("care.cost_{prong}_eur"), self.turnover()],
                        help: lower(path),
                    })
                }),
            })
            .collect()
    }

    fn monitoring(&self, asked: f64) -> Option<Condition> {
        let by = "patching.discovery_response".to_owned();
        let unmet = self.beyond("relief.monitoring", asked, self.means.most_discovery, by);
        (asked > 0.0).then_some(Condition { path: "relief.monitoring", unmet })
    }

    /// What is paid for each release.
    fn fee(&self, path: &'static str, fee_eur: f64) -> Option<Condition> {
        let most_eur = self.means.affordable_eur[self.size];
        let fee =
            format!("{path} is {fee_eur}, and more than {most_eur:.0} a release costs {}", self.margin());
        let unmet = (fee_eur > most_eur).then(|| Unmet {
            message: self.nobody("will", &fee),
            by: vec![self.turnover()],
            help: lower(path),
        });
        (fee_eur > 0.0).then_some(Condition { path, unmet })
    }

    fn margin(&self) -> String {
        format!("the greatest maker of size {} its whole gross margin", SizeClassName::ALL[self.size].name())
    }

    fn turnover(&self) -> String {
        format!("size.{}.turnover_max_eur", SizeClassName::ALL[self.size].name())
    }

    /// That more is asked than any maker can do.
    fn beyond(&self, path: &str, asked: f64, most: f64, by: String) -> Option<Unmet> {
        let why = format!("{path} asks for {asked}, and no maker can do more than {most}");
        (asked > most).then(|| Unmet { message: self.nobody("can", &why), by: vec![by], help: lower(path) })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::law::certification::Certification;

    fn means() -> Means {
        let levels = |level| Levels { design: level, testing: level, response: level };
        Means {
            cover_offered: true,
            lifecycle: true,
            direct: false,
            care_embodied: true,
            most_care: levels(100.0),
            affordable: [1.0, 5.0, 20.0, 80.0].map(levels),
            affordable_eur: [1e4, 1e5, 1e6, 1e7],
            most_discovery: 2.0,
            owners_pay_for_fixes: true,
        }
    }

    /// The conditions that no maker of a size meets.
    fn unmet(rule: &Rule, size: usize) -> Vec<&'static str> {
        let all = conditions(rule, &means(), size).into_iter();
        all.filter(|condition| condition.unmet.is_some()).map(|condition| condition.path).collect()
    }

    fn harbour(set: impl Fn(&mut Rule)) -> Rule {
        let mut rule = Rule::default();
        rule.relief.effect = Effect::Share;
        set(&mut rule);
        rule
    }

    #[test]
    fn what_the_great_can_afford_may_be_out_of_the_reach_of_the_small() {
        let rule = harbour(|rule| (rule.relief.design, rule.relief.fee_eur) = (3.0, 5e4));
        assert_eq!(unmet(&rule, 0), ["relief.design", "relief.fee_eur"]);
        assert!(unmet(&rule, 1).is_empty());
    }

    #[test]
    fn a_certificate_counts_only_where_the_harbour_asks_for_it_and_assessors_see_what_is_missing() {
        let asks = |rule: &mut Rule| (rule.certification.testing, rule.certification.cost_eur) = (500.0, 1e9);
        let certified = harbour(|rule| {
            asks(rule);
            rule.relief.certified = true;
        });
        assert_eq!(unmet(&certified, 3), ["certification.testing", "certification.cost_eur"]);
        assert!(unmet(&harbour(asks), 3).is_empty());
        let lucky = Rule {
            certification: Certification { false_pass: 0.1, ..certified.certification.clone() },
            ..certified
        };
        assert_eq!(unmet(&lucky, 3), ["certification.cost_eur"]);
    }

    #[test]
    fn floors_and_certificates_that_all_need_may_be_out_of_reach_too() {
        let mut rule = Rule::default();
        (rule.duties.floor_response, rule.duties.floor_design) = (500.0, 10.0);
        assert_eq!(unmet(&rule, 3), ["duties.floor_response"], "more than anybody can do");
        assert_eq!(
            unmet(&rule, 1),
            ["duties.floor_design", "duties.floor_response"],
            "more than it would pay"
        );
        rule = Rule::default();
        (rule.certification.mandatory, rule.certification.design) = (true, 500.0);
        assert_eq!(unmet(&rule, 3), ["certification.design"]);
        rule.certification.mandatory = false;
        assert!(unmet(&rule, 3).is_empty());
    }

    #[test]
    fn without_a_harbour_there_is_no_condition() {
        let mut rule = harbour(|rule| rule.relief.monitoring = 50.0);
        assert_eq!(unmet(&rule, 3), ["relief.monitoring"]);
        rule.relief.effect = Effect::Off;
        assert!(conditions(&rule, &means(), 3).is_empty());
    }
}
