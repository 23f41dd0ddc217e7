//! Worked examples, names and errors.

use caveat::theory::{Answers, Given, cases, group, groups, parse};

#[test]
fn the_engine_reproduces_every_worked_example() {
    for case in cases() {
        let compared = case.compare().unwrap_or_else(|error| panic!("{}: {error}", case.id));
        let off: Vec<String> = compared
            .iter()
            .filter(|row| !row.agrees)
            .map(|row| format!("{}: expected {}, obtained {}", row.path, row.expected, row.obtained))
            .collect();
        assert!(off.is_empty(), "{}\n{}", case.id, off.join("\n"));
        assert_eq!(compared.len(), case.expected.leaves().len(), "{} answers what is asked", case.id);
    }
}

#[test]
fn every_group_has_a_worked_example_with_its_own_parameters() {
    for group in groups() {
        let found = cases().into_iter().find(|case| case.group.id == group.id);
        let case = found.unwrap_or_else(|| panic!("{} has no example", group.id));
        let mut names: Vec<&str> = group.params.iter().map(|param| param.name).collect();
        names.sort_unstable();
        assert_eq!(names, case.params.iter().map(|(name, _)| name.as_str()).collect::<Vec<_>>());
        for param in group.params {
            let (least, greatest) = param.range;
            let inside = |value: &f64| (least..=greatest).contains(value);
            assert!(param.given().numbers().iter().all(inside), "{}: {}", group.id, param.name);
        }
    }
}

#[test]
fn answers_are_written_under_the_keys_of_the_example() {
    let answers = group("a1").unwrap().run::<&str, f64>(&[]).unwrap();
    let json = serde_json::to_value(&answers).unwrap();
    assert_eq!(json["negligence"]["far_above_by_1.5_over_k"]["negligent"], true);
    assert!(
        (json["negligence"]["half_of_optimum"]["social_cost"].as_f64().unwrap() - 8.627_140).abs() < 1e-5
    );
    let rows = Answers::new().derived("s", 1.0).list("table", vec![Answers::new().flag("met", false)]);
    assert_eq!(serde_json::to_string(&rows).unwrap(), r#"{"s":1.0,"table":[{"met":false}]}"#);
    assert_eq!(rows.value("table[0].met"), Some(0.0));
    assert!(rows.leaves()[0].derived && !rows.leaves()[1].derived);
}

#[test]
fn wrong_names_and_values_are_refused_with_advice() {
    let said = |error: caveat::theory::Error| error.to_string();
    let unknown = said(group("a11").unwrap_err());
    assert!(unknown.contains("unknown group \"a11\"; did you mean \"a1\"?"), "{unknown}");
    let d1 = group("d1").unwrap();
    let run = |name: &str, value: f64| said(d1.run(&[(name, value)]).unwrap_err());
    assert!(run("M_capp", 2.0).contains("did you mean \"M_cap\"?"));
    assert!(run("pi", 1.5).contains("d1: pi = 1.5 is not a number from 0.001 to 1"));
    assert!(run("pi", f64::NAN).contains("is not a number"));
    let whole = said(group("j3").unwrap().run(&[("N", 1.5)]).unwrap_err());
    assert!(whole.contains("a whole number from 1 to 1000"), "{whole}");
    assert_eq!(
        parse(&["pi = 0.5", "h=1e3"]).unwrap(),
        [("pi".to_owned(), Given::Number(0.5)), ("h".to_owned(), Given::Number(1e3))]
    );
    let lists = [
        ("s", Given::List(vec![0.5, 0.5])),
        ("t", Given::List(vec![1.0, 2.0])),
        ("u", Given::List(vec![1.0])),
    ];
    let parsed = parse(&["s=[0.5, 0.5]", "t = 1,2", "u=[1]"]).unwrap();
    assert_eq!(parsed, lists.map(|(name, list)| (name.to_owned(), list)));
    assert!(said(d1.run(&[("pi", &[0.5, 0.5][..])]).unwrap_err()).contains("is one number, not a list"));
    assert!(said(parse(&["pi"]).unwrap_err()).contains("name=value"));
    assert!(said(parse(&["pi=x"]).unwrap_err()).contains("name=value"));
}

/// Whatever number a parameter is given, the group answers or says what it would accept.
#[test]
fn no_value_of_a_parameter_breaks_a_group() {
    const ODD: [f64; 8] = [0.0, -0.0, -1.0, -1e300, 1e300, 0.5, f64::INFINITY, f64::NEG_INFINITY];
    for group in groups() {
        // Groups that search in two dimensions take a second each: of them the ends of a range are enough.
        let odd = if ["f", "l1"].contains(&group.id) { &ODD[2..5] } else { &ODD[..] };
        for param in group.params {
            let (least, greatest) = param.range;
            for value in odd.iter().copied().chain([f64::NAN, least, greatest, least - 1.0, greatest * 1.5]) {
                let inside = (least..=greatest).contains(&value) && (!param.whole || value.fract() == 0.0);
                // A thousand makers for fifty years answer like a few, and take their time.
                let many = group.id == "j3" && param.name == "N" && value > 10.0;
                if inside && many {
                    continue;
                }
                match group.run(&[(param.name, value)]) {
                    Ok(answers) => assert!(inside && !answers.leaves().is_empty()),
                    Err(error) => assert!(!error.to_string().is_empty(), "{}: {}", group.id, param.name),
                }
            }
        }
    }
}
