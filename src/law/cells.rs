//! The table of cells: which rule holds by knowledge, event, vintage and place.

use crate::units::Month;

/// The three axes of time, outermost first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Time {
    /// What firms know, by month of announcement.
    Knowledge,
    /// When the event happens.
    Event,
    /// When the product was placed on the market.
    Vintage,
}

impl Time {
    const ALL: [Time; 3] = [Time::Knowledge, Time::Event, Time::Vintage];
}

/// Rule indices, `[knowledge][event][vintage][place]`; each step of an axis lasts until the next begins.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Cells {
    starts: [Vec<Month>; 3],
    places: usize,
    rules: Vec<u16>,
}

impl Cells {
    /// Fills the table: `fill` yields the rule for the first months of a step of each axis, and a place.
    ///
    /// # Errors
    /// The first that `fill` returns.
    pub(super) fn fill<E>(
        starts: [Vec<Month>; 3],
        places: usize,
        mut fill: impl FnMut([Month; 3], usize) -> Result<u16, E>,
    ) -> Result<Cells, E> {
        let mut rules = Vec::new();
        for &known in &starts[0] {
            for &event in &starts[1] {
                for &vintage in &starts[2] {
                    for place in 0..places {
                        rules.push(fill([known, event, vintage], place)?);
                    }
                }
            }
        }
        Ok(Cells { starts, places, rules })
    }

    /// The months at which the steps of an axis begin.
    pub(super) fn starts(&self, axis: Time) -> &[Month] {
        &self.starts[axis as usize]
    }

    /// The step of an axis in which a month lies.
    pub(super) fn step(&self, axis: Time, month: Month) -> usize {
        self.starts(axis).partition_point(|&start| start <= month).saturating_sub(1)
    }

    /// The rule of a cell.
    pub(super) fn rule(&self, steps: [usize; 3], place: usize) -> u16 {
        self.rules[self.row(steps) + place]
    }

    /// Gives every rule another index.
    pub(super) fn rename(&mut self, renamed: &[u16]) {
        for rule in &mut self.rules {
            *rule = renamed[usize::from(*rule)];
        }
    }

    /// Merges the steps at which nothing changes that can happen.
    pub(super) fn merged(self) -> Cells {
        Time::ALL.into_iter().fold(self, |cells, axis| cells.merge(axis))
    }

    fn row(&self, steps: [usize; 3]) -> usize {
        ((steps[0] * self.starts[1].len() + steps[1]) * self.starts[2].len() + steps[2]) * self.places
    }

    fn rows(&self) -> impl Iterator<Item = [usize; 3]> + use<> {
        let [known, event, vintage] = [0, 1, 2].map(|axis| self.starts[axis].len());
        (0..known * event * vintage).map(move |i| [i / (event * vintage), i / vintage % event, i % vintage])
    }

    fn slice(&self, steps: [usize; 3]) -> &[u16] {
        &self.rules[self.row(steps)..][..self.places]
    }

    /// Whether a product of the vintage can be on the market before the events of the step end.
    fn happens(&self, steps: [usize; 3]) -> bool {
        let end = self.starts(Time::Event).get(steps[1] + 1);
        end.is_none_or(|&end| self.starts(Time::Vintage)[steps[2]] < end)
    }

    fn merge(self, axis: Time) -> Cells {
        let axis = axis as usize;
        let mut changes = vec![false; self.starts[axis].len()];
        changes[0] = true;
        for steps in self.rows().filter(|steps| steps[axis] > 0) {
            let mut previous = steps;
            previous[axis] -= 1;
            changes[steps[axis]] |= self.happens(steps) && self.slice(steps) != self.slice(previous);
        }
        let kept = self.rows().filter(|steps| changes[steps[axis]]);
        let rules = kept.flat_map(|steps| self.slice(steps).to_vec()).collect();
        let mut starts = self.starts;
        let mut change = changes.iter();
        starts[axis].retain(|_| change.next() == Some(&true));
        Cells { starts, places: self.places, rules }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps_at_which_nothing_changes_are_merged() {
        let starts = [vec![i32::MIN, 0], vec![i32::MIN, 0, 12], vec![i32::MIN, 6]];
        let filled =
            Cells::fill(starts, 2, |[_, event, _], place| Ok::<_, ()>(u16::from(event >= 12 && place == 1)));
        let cells = filled.map(Cells::merged);
        let expected = Cells {
            starts: [vec![i32::MIN], vec![i32::MIN, 12], vec![i32::MIN]],
            places: 2,
            rules: vec![0, 0, 0, 1],
        };
        assert_eq!(cells, Ok(expected));
    }

    #[test]
    fn a_step_lasts_until_the_next_begins() {
        let starts = [vec![i32::MIN], vec![i32::MIN, 0, 12], vec![i32::MIN]];
        let cells = Cells::fill(starts, 1, |_, _| Ok::<_, ()>(0)).unwrap();
        let steps = [-1, 0, 11, 12, 99].map(|month| cells.step(Time::Event, month));
        assert_eq!(steps, [0, 1, 1, 2, 2]);
        assert_eq!(cells.step(Time::Event, i32::MIN), 0);
    }
}
