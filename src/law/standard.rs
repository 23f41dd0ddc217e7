//! When does a maker answer at all: none, negligence, strict liability.

use super::duties::Conformity;
use super::rule::{AXES, Rule};
use crate::lever::Lever;
use crate::math::{norm_cdf_pdf, pow};
use crate::{choices, lever};

choices! {
    /// The standard of care under which a maker answers.
    pub enum Kind {
        /// The disclaimer holds: victims bear the loss.
        None = "none",
        /// Liable if care was below due care on a prong the court looks at.
        Negligence = "negligence",
        /// A defect that caused harm suffices.
        Strict = "strict",
        /// A part of the harm as under strict liability, all of it for fault.
        Hybrid = "hybrid",
    }
}

choices! {
    /// The standard for one type of defect, where it is not that for all.
    pub enum OfDefect {
        /// As `standard.kind` says.
        AsKind = "as_kind",
        /// The disclaimer holds for it.
        None = "none",
        /// Liable for fault.
        Negligence = "negligence",
        /// Liable without fault.
        Strict = "strict",
    }
}

choices! {
    /// How the level of due care is fixed.
    pub enum DueCare {
        /// The levels written in the law.
        Explicit = "explicit",
        /// Learned Hand: the planner's cost-minimising level, solved once a cell and epoch.
        Hand = "hand",
        /// The industry's lagged average practice.
        Custom = "custom",
    }
}

choices! {
    /// What compliance with the care floors of the law is in court.
    pub enum Compliance {
        /// Nothing: due care is another matter.
        None = "none",
        /// Evidence of due care: the victim's case is harder to prove.
        Evidence = "evidence",
        /// Due care is presumed, unless the victim rebuts it.
        Presumption = "presumption",
        /// A defence.
        Defence = "defence",
    }
}

choices! {
    /// Where a flaw comes from; it decides the prong on which a court looks for a breach.
    pub enum Origin {
        /// A design choice: the engineering prong.
        Design = "design",
        /// An implementation slip: the testing prong.
        Implementation = "implementation",
        /// A supplier's component: the testing prong, as the integrator's due diligence.
        Component = "component",
        /// An update or the running service: the update prong.
        Update = "update",
    }
}

/// The standard of care.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Standard {
    /// None, negligence or strict; or both in part.
    pub kind: Kind,
    /// The standard for design choices.
    pub kind_design: OfDefect,
    /// The standard for slips of implementation, a maker's own and in the components that it built in.
    pub kind_testing: OfDefect,
    /// The standard for updates: those that are flawed, and those that come late.
    pub kind_update: OfDefect,
    /// How due care is fixed.
    pub due_care: DueCare,
    /// Due design care, in units of care level (read when explicit).
    pub due_design: f64,
    /// Due testing care, in units of care level (read when explicit).
    pub due_testing: f64,
    /// Due response care, in units of care level (read when explicit).
    pub due_response: f64,
    /// Multiplies due care however fixed: a demanding or lenient bench.
    pub severity: f64,
    /// Does a court look at design (engineering prong)?
    pub prong_design: bool,
    /// Does a court look at testing?
    pub prong_testing: bool,
    /// Does a court look at timely fixes (update prong)?
    pub prong_update: bool,
    /// Standard deviation of the court's error about due care, in units of care level.
    pub court_error: f64,
    /// Strict liability excuses flaws that care at this level would not have prevented (development-risk defence); infinite
    /// switches the defence off.
    pub state_of_the_art: f64,
    /// Probability that the victim proves the defect to the court (strict) or the breach (negligence).
    pub proof: f64,
    /// Part of that chance for flaws of design.
    pub proof_design: f64,
    /// Part of that chance for slips of implementation, and for components.
    pub proof_testing: f64,
    /// Part of that chance for flaws that updates brought.
    pub proof_update: f64,
    /// Hybrid: share of the harm answered for without fault, for a product of unit complexity.
    pub strict_share: f64,
    /// Hybrid: exponent of complexity in that share.
    pub complexity_exponent: f64,
    /// What compliance with the care floors is in court.
    pub compliance: Compliance,
    /// Share by which compliance lowers the victim's chance of proof where it is evidence.
    pub evidence_weight: f64,
    /// Share of victims' chance of proof that is left where care is presumed: they rebut the presumption.
    pub rebuttal: f64,
    /// Chance of proof against a maker that falls short of the care floors, if that is higher: the defect is presumed.
    pub presumption_on_breach: f64,
    /// Multiplies the court's error: guidelines lower it.
    pub guidance: f64,
}

/// Standard deviations below due care at which a breach is certain to the last digit.
const CERTAIN: f64 = 8.3;

impl Standard {
    /// The standard for a type of defect. A hybrid one is the same for all.
    #[must_use]
    pub fn kind_of(&self, origin: Origin) -> Kind {
        let own = match origin {
            _ if self.kind == Kind::Hybrid => OfDefect::AsKind,
            Origin::Design => self.kind_design,
            Origin::Implementation | Origin::Component => self.kind_testing,
            Origin::Update => self.kind_update,
        };
        match own {
            OfDefect::AsKind => self.kind,
            OfDefect::None => Kind::None,
            OfDefect::Negligence => Kind::Negligence,
            OfDefect::Strict => Kind::Strict,
        }
    }

    /// Does a maker answer for no type of defect?
    #[must_use]
    pub fn lets_all_pass(&self) -> bool {
        Origin::ALL.iter().all(|&origin| self.kind_of(origin) == Kind::None)
    }

    /// Does a court look for fault behind a type of defect?
    #[must_use]
    pub fn by_fault(&self, origin: Origin) -> bool {
        matches!(self.kind_of(origin), Kind::Negligence | Kind::Hybrid)
    }

    /// Does a defect of a type suffice, whatever the state of the art?
    #[must_use]
    pub fn certain(&self, origin: Origin) -> bool {
        self.kind_of(origin) == Kind::Strict && self.state_of_the_art == f64::INFINITY
    }

    /// Is it the same for all types of defect, but for how they are shown?
    #[must_use]
    pub fn is_one(&self) -> bool {
        Origin::ALL.iter().all(|&origin| self.kind_of(origin) == self.kind_of(Origin::Design))
    }

    /// Are all types of defect as easy to show?
    #[must_use]
    pub fn proves_all_alike(&self) -> bool {
        self.proof_design == self.proof_testing && self.proof_testing == self.proof_update
    }

    /// Share of the harm that a maker answers for without fault, under a hybrid standard.
    ///
    /// `min(1, s·complexity^e)`: what a victim cannot see into is laid on who made it.
    #[must_use]
    pub fn without_fault(&self, complexity: f64) -> f64 {
        match self.kind {
            Kind::Hybrid if self.complexity_exponent == 0.0 => self.strict_share,
            Kind::Hybrid => (self.strict_share * pow(complexity, self.complexity_exponent)).min(1.0),
            _ => 0.0,
        }
    }

    /// Standard deviation of the court's error about due care, by guidelines if there are any.
    #[must_use]
    pub fn error(&self) -> f64 {
        self.court_error * self.guidance
    }

    /// Part of a victim's chance of proof that compliance with the care floors leaves.
    #[must_use]
    pub fn left_by_compliance(&self) -> f64 {
        match self.compliance {
            Compliance::None => 1.0,
            Compliance::Evidence => 1.0 - self.evidence_weight,
            Compliance::Presumption => self.rebuttal,
            Compliance::Defence => 0.0,
        }
    }

    /// The chance that a victim shows what it has to about a flaw of an origin, against a maker that stands so to the care floors of the law.
    #[must_use]
    pub fn shown(&self, origin: Origin, conformity: Conformity) -> f64 {
        let proof = self.proof
            * match origin {
                Origin::Design => self.proof_design,
                Origin::Implementation | Origin::Component => self.proof_testing,
                Origin::Update => self.proof_update,
            };
        match conformity {
            Conformity::Unasked => proof,
            Conformity::Met => proof * self.left_by_compliance(),
            Conformity::Short => proof.max(self.presumption_on_breach),
        }
    }

    /// The chance that a victim shows what is hardest to show.
    #[must_use]
    pub fn least_proof(&self) -> f64 {
        self.proof * self.proof_design.min(self.proof_testing).min(self.proof_update)
    }

    /// Does it matter in court whether the care floors of the law are met?
    #[must_use]
    pub fn heeds_floors(&self) -> bool {
        self.compliance != Compliance::None || self.presumption_on_breach > self.least_proof()
    }

    /// Due care for a flaw of this origin, in units of care level. `solved` is the planner's optimum or the
    /// industry's practice, whichever [`DueCare`] asks for; written levels do not need it.
    #[must_use]
    pub fn due(&self, origin: Origin, solved: f64) -> f64 {
        let written = match origin {
            Origin::Design => self.due_design,
            Origin::Implementation | Origin::Component => self.due_testing,
            Origin::Update => self.due_response,
        };
        self.severity * if self.due_care == DueCare::Explicit { written } else { solved }
    }

    /// Does a court look for a breach behind a flaw of this origin?
    #[must_use]
    pub fn examines(&self, origin: Origin) -> bool {
        match origin {
            Origin::Design => self.prong_design,
            Origin::Implementation | Origin::Component => self.prong_testing,
            Origin::Update => self.prong_update,
        }
    }

    /// The level of care that the court demands: due care with its error, `court_shock ~ N(0, 1)`.
    #[must_use]
    pub fn found(&self, due: f64, court_shock: f64) -> f64 {
        due + self.error() * court_shock
    }

    /// `P(care < due + σ·ε) = Φ((due − care)/σ)`, the chance that a court finds a breach.
    ///
    /// Craswell and Calfee (1986), *Journal of Law, Economics, and Organization* 2: legal standards with error.
    #[must_use]
    pub fn breach(&self, due: f64, care: f64) -> Chance {
        let error = self.error();
        if error == 0.0 {
            return Chance { value: f64::from(u8::from(care < due)), slope: 0.0 };
        }
        let z = (due - care) / error;
        if z > CERTAIN {
            return Chance::ALWAYS;
        }
        let (value, density) = norm_cdf_pdf(z);
        Chance { value, slope: -density / error }
    }
}

/// A probability and its derivative in the maker's care.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Chance {
    /// The probability.
    pub value: f64,
    /// Its derivative, per unit of care level; 0 at the jumps of a court without error.
    pub slope: f64,
}

impl Chance {
    /// It cannot happen, whatever the care.
    pub const NEVER: Chance = Chance { value: 0.0, slope: 0.0 };
    /// It happens, whatever the care.
    pub const ALWAYS: Chance = Chance { value: 1.0, slope: 0.0 };
}

/// Registry rows.
pub const LEVERS: &[Lever<Rule>] = &[
    lever!(Rule, "standard.kind" => standard.kind, choice(Kind, Kind::None) "", axes AXES, id "L10",
        effect "care_design", "Under what standard a maker answers for harm."),
    lever!(Rule, "standard.kind_design" => standard.kind_design, choice(OfDefect, OfDefect::AsKind) "", axes AXES, id "L08",
        effect "care_design", "The standard for defects of design, where it is another than standard.kind."),
    lever!(Rule, "standard.kind_testing" => standard.kind_testing, choice(OfDefect, OfDefect::AsKind) "", axes AXES, id "L07",
        effect "care_testing", "The standard for manufacturing defects (slips of implementation, and components built in), where it is another than standard.kind."),
    lever!(Rule, "standard.kind_update" => standard.kind_update, choice(OfDefect, OfDefect::AsKind) "", axes AXES, id "L09",
        effect "care_response", "The standard for updates that are flawed or late, where it is another than standard.kind."),
    lever!(Rule, "standard.due_care" => standard.due_care, choice(DueCare, DueCare::Hand) "", axes AXES, id "L11",
        effect "care_design", "How due care is fixed: written levels, the planner's optimum, or industry custom."),
    lever!(Rule, "standard.due_design" => standard.due_design, num(0.0, 1e6, 0.0) "care level", axes AXES, id "L08",
        effect "care_design", "Due care in design when due_care is explicit."),
    lever!(Rule, "standard.due_testing" => standard.due_testing, num(0.0, 1e6, 0.0) "care level", axes AXES, id "L07",
        effect "care_testing", "Due care in testing when due_care is explicit."),
    lever!(Rule, "standard.due_response" => standard.due_response, num(0.0, 1e6, 0.0) "care level", axes AXES, id "L09",
        effect "care_response", "Due care in response and updates when due_care is explicit."),
    lever!(Rule, "standard.severity" => standard.severity, num(0.0, 100.0, 1.0) "ratio", axes AXES, id "L20",
        effect "care_design", "Multiplies due care: above 1 a demanding bench, below 1 a lenient one."),
    lever!(Rule, "standard.prong_design" => standard.prong_design, flag(true) "", axes AXES, id "L08",
        effect "care_design", "Whether courts look at design choices."),
    lever!(Rule, "standard.prong_testing" => standard.prong_testing, flag(true) "", axes AXES, id "L07",
        effect "care_testing", "Whether courts look at testing."),
    lever!(Rule, "standard.prong_update" => standard.prong_update, flag(true) "", axes AXES, id "L09",
        effect "care_response", "Whether courts look at timely fixes."),
    lever!(Rule, "standard.court_error" => standard.court_error, num(0.0, 1e6, 0.0) "care level", axes AXES, id "L11",
        effect "care_design", "Standard deviation of courts' error about due care; small over-deters, large under-deters."),
    lever!(Rule, "standard.state_of_the_art" => standard.state_of_the_art, num(0.0, f64::INFINITY, f64::INFINITY) "care level",
        axes AXES, id "L12", effect "liability_paid", "Care level whose residual flaws are excused under strict liability; inf: no such defence."),
    lever!(Rule, "standard.proof" => standard.proof, num(0.0, 1.0, 1.0) "probability", axes AXES, id "L12",
        effect "liability_paid", "Probability that defect or breach is proven when it is there."),
    lever!(Rule, "standard.proof_design" => standard.proof_design, num(0.0, 1.0, 1.0) "share", axes AXES, id "L08",
        effect "liability_paid", "Part of standard.proof for flaws of design, their late fixes included."),
    lever!(Rule, "standard.proof_testing" => standard.proof_testing, num(0.0, 1.0, 1.0) "share", axes AXES, id "L07",
        effect "liability_paid", "Part of standard.proof for manufacturing defects (slips of implementation, and components built in), their late fixes included."),
    lever!(Rule, "standard.proof_update" => standard.proof_update, num(0.0, 1.0, 1.0) "share", axes AXES, id "L09",
        effect "liability_paid", "Part of standard.proof for flaws that updates brought."),
    lever!(Rule, "standard.strict_share" => standard.strict_share, num(0.0, 1.0, 0.5) "share", axes AXES, id "L19",
        effect "liability_paid", "Share of the harm that a maker answers for without fault when standard.kind is hybrid, for a product of complexity 1; all of it for fault."),
    lever!(Rule, "standard.complexity_exponent" => standard.complexity_exponent, num(0.0, 4.0, 0.0) "exponent", axes AXES, id "L19",
        effect "liability_paid", "How that share grows with the complexity of the product: what victims cannot see into is laid on makers."),
    lever!(Rule, "standard.compliance" => standard.compliance, choice(Compliance, Compliance::None) "", axes AXES, id "L23",
        effect "liability_paid", "What compliance with duties.floor_* is in court: nothing, evidence, a presumption of due care, a defence."),
    lever!(Rule, "standard.evidence_weight" => standard.evidence_weight, num(0.0, 1.0, 0.3) "share", axes AXES, id "L23",
        effect "liability_paid", "Share by which compliance lowers a victim's chance of proof where it is evidence. Assumed."),
    lever!(Rule, "standard.presumption_on_breach" => standard.presumption_on_breach, num(0.0, 1.0, 0.0) "probability", axes AXES,
        id "L12, L23", effect "liability_paid", "Probability that the case is proven against a maker that falls short of duties.floor_*, if that is \
        higher than standard.proof: who shows the breach of a mandatory requirement need not show the defect. 0: no such presumption."),
    lever!(Rule, "standard.rebuttal" => standard.rebuttal, num(0.0, 1.0, 0.2) "share", axes AXES, id "L23",
        effect "liability_paid", "Share of victims' chance of proof that is left where compliance is presumed to be due care: the presumption is rebutted. Assumed."),
];
