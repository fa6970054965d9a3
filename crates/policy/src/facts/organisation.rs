//! Who keeps accounts and makes returns: a division's finance bureau, or an office of the region.

use std::borrow::Cow;

use domain::{Day, Division, Divisions, Level};

use crate::pack::Pack;

/// An organisation as returns and reconciliations name it: a division code or name, or
/// `650000/office` with the id of the office among the pack's actors.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct Organisation {
    /// Its id as findings show it.
    pub(crate) id: String,
    /// Its division; none where the list of divisions does not know the text.
    pub(crate) division: Option<Division>,
}

/// The words of a column that says what kind of organisation it is.
pub(crate) const ORGANISATIONS: &[&str] = &["region", "prefecture", "county", "office", "other"];

impl Organisation {
    /// Reads the text of an `org` cell as it was meant on a day.
    pub(crate) fn parse(text: &str, day: Option<Day>, divisions: &Divisions) -> Organisation {
        let (place, office) = match text.split_once('/') {
            Some((place, office)) => (place.trim(), Some(office.trim())),
            None => (text.trim(), None),
        };
        let Ok(division) = divisions.resolve(place, day) else {
            return Organisation { id: text.trim().to_owned(), division: None };
        };
        let id = office.map_or_else(|| division.to_string(), |o| format!("{division}/{o}"));
        Organisation { id, division: Some(division) }
    }

    /// The finance bureau of a division.
    pub(crate) fn of(division: Division) -> Organisation {
        Organisation { id: division.to_string(), division: Some(division) }
    }

    /// The same under the newest code of its division: what stays the same when a code changes.
    pub(crate) fn newest(&self, divisions: &Divisions) -> Organisation {
        match (self.division, self.office()) {
            (Some(division), None) => Organisation::of(divisions.canonical(division)),
            _ => self.clone(),
        }
    }

    /// The same under the code of the year of `day`.
    pub(crate) fn on(&self, divisions: &Divisions, day: Day) -> Organisation {
        match (self.division, self.office()) {
            (Some(division), None) => Organisation::of(code_on(divisions, division, day)),
            _ => self.clone(),
        }
    }

    /// The office's id, where it is one.
    pub(crate) fn office(&self) -> Option<&str> {
        self.id.split_once('/').map(|(_, office)| office)
    }

    /// What it is, as a column of [`ORGANISATIONS`] keeps it.
    pub(crate) fn kind_value(&self, divisions: &Divisions) -> i64 {
        if self.office().is_some() {
            return 4;
        }
        match self.division.and_then(|d| divisions.level(d)) {
            Some(Level::Region) => 1,
            Some(Level::Prefecture) => 2,
            Some(Level::County) => 3,
            Some(Level::Centre) | None => 5,
        }
    }

    /// Its name for people.
    pub(crate) fn name<'a>(&'a self, pack: &'a Pack) -> Cow<'a, str> {
        let actor = self.office().and_then(|office| pack.actors.get(office));
        match (actor, self.division) {
            (Some(actor), _) => Cow::Borrowed(&actor.name.zh),
            (None, Some(division)) if self.office().is_none() => {
                Cow::Owned(pack.divisions.name(division))
            }
            _ => Cow::Borrowed(&self.id),
        }
    }
}

/// The organisations of a list of duties, each once for as long as duties of it follow one another.
#[derive(Debug, Default)]
pub(crate) struct Organisations(Vec<Organisation>);

impl Organisations {
    /// The place of an organisation under the code of the year of `day`.
    pub(crate) fn place(&mut self, org: &Organisation, divisions: &Divisions, day: Day) -> u32 {
        let org = org.on(divisions, day);
        if self.0.last() != Some(&org) {
            self.0.push(org);
        }
        self.0.len().saturating_sub(1) as u32
    }

    /// The organisation at a place.
    pub(crate) fn get(&self, place: u32) -> Option<&Organisation> {
        self.0.get(place as usize)
    }
}

/// The code under which a division is known in the year of `day`: of two codes for one division the
/// newer, once it holds.
pub(crate) fn code_on(divisions: &Divisions, division: Division, day: Day) -> Division {
    let newest = divisions.canonical(division);
    let later = divisions.get(newest).and_then(|e| e.valid_from).is_some_and(|from| day < from);
    if !later {
        return newest;
    }
    divisions.resolve(&newest.to_string(), Some(day)).unwrap_or(newest)
}

/// The code under which a whole year of a division is summed: the one that holds at its end.
pub(crate) fn code_in(divisions: &Divisions, division: Division, year: u16) -> Division {
    let last = Day::new(i32::from(year), 12, 31);
    last.map_or(division, |day| code_on(divisions, division, day))
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::division::DivisionEntry;

    fn divisions() -> Divisions {
        let entry = |code, name: &str, level, parent, from: &str, to: &str| DivisionEntry {
            division: Division::from_code(code).unwrap(),
            name: name.into(),
            level,
            parent: Division::from_code(parent),
            valid_from: Day::parse(from).ok(),
            valid_to: Day::parse(to).ok(),
            tags: Vec::new(),
        };
        Divisions::new([
            entry(650_000, "新疆维吾尔自治区", Level::Region, 0, "", ""),
            entry(652_900, "阿克苏地区", Level::Prefecture, 650_000, "", ""),
            entry(652_923, "库车县", Level::County, 652_900, "", "2019-12-31"),
            entry(652_902, "库车市", Level::County, 652_900, "2019-01-01", ""),
        ])
    }

    #[test]
    fn organisations_as_returns_name_them() {
        let list = divisions();
        let check = |text: &str, day: &str, id: &str, kind: i64| {
            let org = Organisation::parse(text, Day::parse(day).ok(), &list);
            assert_eq!((org.id.as_str(), org.kind_value(&list)), (id, kind), "{text}");
        };
        check("652923", "2018-06-30", "652923", 3);
        check("652923", "2020-06-30", "652902", 3);
        check("库车市", "2019-06-30", "652902", 3);
        check(" 652900 ", "2019-06-30", "652900", 2);
        check("650000", "2019-06-30", "650000", 1);
        check("650000/region_budget_division", "2019-06-30", "650000/region_budget_division", 4);
        check("某单位", "2019-06-30", "某单位", 5);
    }

    #[test]
    fn a_division_is_known_by_the_code_of_its_year() {
        let list = divisions();
        let check = |code, day: &str, want| {
            let division = Division::from_code(code).unwrap();
            let got = code_on(&list, division, Day::parse(day).unwrap());
            assert_eq!(got.code(), want, "{code} on {day}");
        };
        check(652_923, "2018-12-31", 652_923);
        check(652_902, "2018-12-31", 652_923);
        check(652_923, "2019-01-01", 652_902);
        check(652_902, "2019-06-30", 652_902);
        check(652_900, "2018-12-31", 652_900);
        let kuche = Division::from_code(652_902).unwrap();
        let years = [2018, 2019, 2020].map(|year| code_in(&list, kuche, year).code());
        assert_eq!(years, [652_923, 652_902, 652_902]);
    }
}
