//! How exposed devices are: who has installed a fix, when it was due, and what a campaign finds.

use crate::scenario::market::MAX_CELLS;
use crate::units::{Month, month_of};
use crate::world::{Demands, Firm, Flaw, NEVER, Release, Scene, Struck, World};

/// What has been done about a flaw in one release.
#[derive(Clone, Copy)]
pub(super) struct Patches {
    /// When its maker could begin to work on a fix; [`NEVER`] while nobody knows the flaw.
    pub(super) known: f64,
    pub(super) fix: f64,
    pub(super) fixed: bool,
    /// Standard normal of the time a fix takes.
    pub(super) luck: f64,
    /// Is the flaw severe?
    pub(super) severe: bool,
    /// When owners were warned of attacks on it; [`NEVER`] if they were not.
    pub(super) warned: f64,
    /// Share of the stock sold before the fix.
    pub(super) old: f64,
    /// Is the fix the maker's own, and not one of a component?
    pub(super) own: bool,
}

pub(super) fn patches_of(scene: Scene<'_>, flaw: &Flaw, release: &Release) -> Patches {
    Patches {
        known: if flaw.known { flaw.start } else { NEVER },
        fix: flaw.fix,
        fixed: flaw.fixed(),
        luck: flaw.clocks.fix_luck,
        severe: scene.setting.is_severe(flaw.clocks.ease),
        warned: flaw.warned,
        old: if flaw.fixed() { (flaw.old_raw / release.raw_total()).min(1.0) } else { 1.0 },
        own: true,
    }
}

/// The devices of a release as somebody finds them who comes through a flaw at some time.
pub(super) struct Window<'a> {
    world: &'a World,
    scene: Scene<'a>,
    pub(super) release: &'a Release,
    pub(super) maker: &'a Firm,
    demands: &'a Demands,
    pub(super) patches: Patches,
    time: f64,
    /// Until when fixes reach owners.
    until: f64,
    /// Fixes that come later reach subscribers only, where support is sold.
    free_until: f64,
}

impl<'a> Window<'a> {
    #[inline]
    pub(super) fn new(
        world: &'a World,
        scene: Scene<'a>,
        release: &'a Release,
        patches: Patches,
        time: f64,
    ) -> Self {
        let maker = &world.firms[release.firm as usize];
        let demands = world.demands(scene, maker, release.last_sold(world.month));
        Window {
            until: time.min(f64::from(release.supported_until(maker)) + demands.update_availability),
            free_until: f64::from(release.closed)
                + world.support_owed(scene, maker, demands, release.last_sold(world.month)),
            world,
            scene,
            release,
            maker,
            demands,
            patches,
            time,
        }
    }

    /// When a fix would have been due `months` after it could be begun, if that was before now and the release still supported;
    /// else [`NEVER`].
    pub(super) fn due_after(&self, months: f64) -> f64 {
        let due = self.patches.known + months;
        if due < self.time && self.release.supported_at(due, self.maker) { due } else { NEVER }
    }

    /// When the fix was due by the law of a jurisdiction, if that was before now; [`NEVER`] if it was not, or not while the
    /// release was supported.
    pub(super) fn due_by_law(&self, jurisdiction: usize) -> f64 {
        let Patches { known, luck, severe, .. } = self.patches;
        // It is due after it is known, so that most need no look at the law.
        if known >= self.time || !self.release.supported_at(known, self.maker) {
            return NEVER;
        }
        let place: (usize, Month) = (jurisdiction, month_of(known));
        self.due_after(self.world.due_months(self.scene, self.release, place, (luck, severe)))
    }

    /// Share of a cell's devices sold before a fix that came `since` which are without it.
    fn open(&self, cell: usize, since: f64) -> f64 {
        let setting = self.scene.setting;
        let (whose, span) = ((cell, self.patches.own), (since, self.until));
        let months = self.world.clock_of_owners(self.scene, self.release, whose, span);
        let by_themselves = setting.habits[setting.cells[cell].segment].unpatched(months);
        let open =
            if self.until > since { by_themselves * self.demands.unreached[cell] } else { by_themselves };
        let subscribed = self.demands.subscribed[cell];
        let sold = subscribed < 1.0 && since > self.free_until;
        if sold { 1.0 - subscribed * (1.0 - open) } else { open }
    }

    /// Share of a cell's devices that the flaw may hit if none is fixed: not those sold with a fix, nor those whose owners were
    /// warned.
    pub(super) fn at_risk(&self, cell: usize) -> f64 {
        let Patches { old, warned, .. } = self.patches;
        if self.time > warned { old * (1.0 - self.demands.warned[cell]) } else { old }
    }

    /// Share of those that are without the fix, in fact.
    pub(super) fn actual(&self, cell: usize) -> f64 {
        if self.patches.fixed { self.open(cell, self.patches.fix) } else { 1.0 }
    }

    /// The same, of which `actual` are in fact, had the fix come when it was `due`.
    pub(super) fn timely(&self, cell: usize, actual: f64, due: f64) -> f64 {
        if due < self.time { self.open(cell, due).min(actual) } else { actual }
    }

    /// Months for which the fix has been due.
    fn overdue(&self, due: f64) -> f64 {
        let out = if self.patches.fixed { self.time.min(self.patches.fix) } else { self.time };
        (out - due).max(0.0)
    }

    fn target(&self, cell: usize) -> usize {
        self.scene.setting.target(usize::from(self.maker.category), cell)
    }

    /// How far a campaign of some reach reaches into a cell: further where attackers spend more effort, and at most to all.
    pub(super) fn reach_of(&self, reach: f64, cell: usize) -> f64 {
        (reach * self.world.attackers.effort[self.target(cell)]).min(1.0)
    }

    /// How far campaigns reach into a cell on average, over what is usual.
    pub(super) fn mean_reach(&self, cell: usize) -> f64 {
        self.world.attackers.reached[self.target(cell)]
    }

    /// Tells `visit` the shares of each cell's devices that a campaign compromises, and would have if the fix had been timely; by its
    /// reach in each.
    pub(super) fn each_cell(&self, reach: impl Fn(usize) -> f64, mut visit: impl FnMut(Struck)) {
        let mut due = (usize::MAX, NEVER);
        for (at, cell) in self.scene.setting.cells.iter().enumerate() {
            if cell.jurisdiction != due.0 {
                due = (cell.jurisdiction, self.due_by_law(cell.jurisdiction));
            }
            let (exposed, actual) = (self.at_risk(at) * reach(at), self.actual(at));
            visit(Struck {
                share: exposed * actual,
                if_timely: exposed * self.timely(at, actual, due.1),
                overdue: self.overdue(due.1),
            });
        }
    }

    /// The devices exposed, and those that a fix would have left so that came when the law asks for it; of `stock` by cell. Each tells
    /// `visit` its cell and the devices exposed there.
    pub(super) fn devices(
        &self,
        stock: &[f64; MAX_CELLS],
        reach: impl Fn(usize) -> f64,
        mut visit: impl FnMut(usize, f64),
    ) -> [f64; 2] {
        let (mut cell, mut sums) = (0, [0.0; 2]);
        self.each_cell(reach, |shares| {
            let devices = stock[cell];
            visit(cell, shares.share * devices);
            sums = [sums[0] + shares.share * devices, sums[1] + shares.if_timely * devices];
            cell += 1;
        });
        sums
    }

    /// The devices exposed to a campaign of usual reach, over that reach, of `stock` by cell.
    pub(super) fn exposed(&self, stock: &[f64; MAX_CELLS]) -> f64 {
        let of =
            |(at, devices): (usize, &f64)| devices * self.at_risk(at) * self.mean_reach(at) * self.actual(at);
        stock[..self.scene.setting.cells.len()].iter().enumerate().map(of).sum()
    }

    /// The devices that a fix would have left exposed that came `months` after it could be begun, of `stock` by cell.
    pub(super) fn devices_by(&self, months: f64, stock: &[f64; MAX_CELLS]) -> f64 {
        let due = self.due_after(months);
        let of = |(at, devices): (usize, &f64)| {
            devices * self.at_risk(at) * self.mean_reach(at) * self.timely(at, self.actual(at), due)
        };
        stock[..self.scene.setting.cells.len()].iter().enumerate().map(of).sum()
    }
}

/// Share of the devices sold before a flaw's fix that are without it at `time`, whoever was warned.
pub fn unpatched_share(world: &World, scene: Scene<'_>, flaw: &Flaw, time: f64) -> f64 {
    let release = &world.releases.rows[flaw.birth.release as usize];
    let patches = Patches { old: 1.0, warned: NEVER, ..patches_of(scene, flaw, release) };
    let [open, _] =
        Window::new(world, scene, release, patches, time).devices(&release.raw, |_| 1.0, |_, _| ());
    open / release.raw_total()
}
