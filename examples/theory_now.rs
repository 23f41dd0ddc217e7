#![allow(missing_docs)]
fn main() {
    for case in caveat::theory::cases() {
        let t = std::time::Instant::now();
        match case.compare() {
            Ok(rows) => {
                let worst = rows.iter().filter(|r| !r.agrees).count();
                println!("{} {} rows, {} off, {:?}", case.id, rows.len(), worst, t.elapsed());
                for r in rows {
                    if !r.agrees || std::env::args().count() > 1 {
                        println!("   {} expected {} got {} {}", r.path, r.expected, r.obtained, r.agrees)
                    }
                }
            }
            Err(e) => println!("{} {e}", case.id),
        }
    }
}
