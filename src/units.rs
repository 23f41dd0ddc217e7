//! Time in the model: calendar dates, and the months of the simulation clock.

use std::fmt;

/// A calendar date, kept as days since 1970-01-01 (proleptic Gregorian).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Date(i32);

impl Date {
    /// The date of a year, month (1–12) and day, or `None` if there is no such day.
    ///
    /// Days from civil, Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms" (2013).
    pub const fn new(year: i32, month: i32, day: i32) -> Option<Date> {
        if year < 1 || year > 9999 || month < 1 || month > 12 || day < 1 || day > days_in_month(year, month) {
            return None;
        }
        let shifted = if month <= 2 { year - 1 } else { year };
        let era = shifted.div_euclid(400);
        let year_of_era = shifted - era * 400;
        let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
        let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
        Some(Date(era * 146_097 + day_of_era - 719_468))
    }

    /// Days since 1970-01-01.
    pub const fn days(self) -> i32 {
        self.0
    }

    /// The date that many days after 1970-01-01.
    pub const fn from_days(days: i32) -> Date {
        Date(days)
    }

    /// Year, month (1–12), day (1–31).
    pub fn civil(self) -> (i32, i32, i32) {
        let shifted = self.0 + 719_468;
        let era = shifted.div_euclid(146_097);
        let day_of_era = shifted - era * 146_097;
        let year_of_era =
            (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
        let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let month_index = (5 * day_of_year + 2) / 153;
        let day = day_of_year - (153 * month_index + 2) / 5 + 1;
        let month = if month_index < 10 { month_index + 3 } else { month_index - 9 };
        (year_of_era + era * 400 + i32::from(month <= 2), month, day)
    }

    /// Whole months since year 0: the index of the calendar month the date lies in.
    pub fn month_index(self) -> i32 {
        let (year, month, _) = self.civil();
        year * 12 + month - 1
    }

    /// Reads `YYYY-MM-DD`.
    pub fn parse(text: &str) -> Option<Date> {
        let mut parts = text.splitn(3, '-');
        let mut next = || parts.next()?.parse::<i32>().ok();
        Date::new(next()?, next()?, next()?)
    }
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (year, month, day) = self.civil();
        write!(f, "{year:04}-{month:02}-{day:02}")
    }
}

const fn days_in_month(year: i32, month: i32) -> i32 {
    match month {
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// A month of the simulation: 0 is the month of announcement, burn-in months are negative.
pub type Month = i32;

/// The month that a time lies in: its floor, by a conversion, which is cheaper than a call of `floor` where processors have no
/// instruction for it.
#[inline]
#[must_use]
pub fn month_of(time: f64) -> Month {
    let toward_zero = time as Month;
    if f64::from(toward_zero) > time { toward_zero - 1 } else { toward_zero }
}

/// The first month that begins at a time or after it: its ceiling.
#[inline]
#[must_use]
pub fn month_from(time: f64) -> Month {
    let toward_zero = time as Month;
    if f64::from(toward_zero) < time { toward_zero.saturating_add(1) } else { toward_zero }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_round_trip_through_days() {
        for days in (-200_000..200_000).step_by(37) {
            let (year, month, day) = Date::from_days(days).civil();
            assert_eq!(Date::new(year, month, day), Some(Date::from_days(days)));
        }
    }

    #[test]
    fn months_are_floors_and_ceilings_of_times() {
        for time in [-3.0, -2.5, -0.1, 0.0, 0.1, 7.0, 7.9, f64::INFINITY] {
            assert_eq!(month_of(time), time.floor() as Month, "{time}");
            assert_eq!(month_from(time), time.ceil() as Month, "{time}");
        }
    }

    #[test]
    fn known_dates() {
        assert_eq!(Date::new(1970, 1, 1).map(Date::days), Some(0));
        assert_eq!(Date::parse("2026-12-09").map(Date::days), Some(20_796));
        assert_eq!(Date::parse("2026-12-09").map(|d| d.to_string()).as_deref(), Some("2026-12-09"));
        assert_eq!(Date::new(2023, 2, 29), None);
        assert_eq!(Date::parse("2026-13-01"), None);
    }
}
