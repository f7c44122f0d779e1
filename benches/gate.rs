//! Logs for measuring `semper gate`, and the floor it is held against: reading the two logs and nothing else.
//!
//! `cargo bench --bench gate -- write FOLDER CASES CRITERIA` writes `baseline.run` and `candidate.run`, without
//! texts; `cargo bench --bench gate -- read FILE..` counts the lines and bytes of files. `benches/README.md` says
//! how the two are used with the program.
#![expect(
    clippy::disallowed_methods,
    clippy::print_stdout,
    reason = "a benchmark writes files and prints"
)]

use std::fs::File;
use std::io::{self, BufRead, BufReader, BufWriter, Write};

fn main() -> io::Result<()> {
    let arguments: Vec<String> = std::env::args()
        .skip(1)
        .filter(|a| a != "--bench")
        .collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match arguments[..] {
        ["write", folder, cases, criteria] => {
            let number = |text: &str| text.parse::<u32>().expect("a number is wanted");
            for (side, worse) in [("baseline", 50), ("candidate", 52)] {
                let file = File::create(format!("{folder}/{side}.run"))?;
                write(
                    &mut BufWriter::with_capacity(1 << 20, file),
                    side,
                    number(cases),
                    number(criteria),
                    worse,
                )?;
            }
            Ok(())
        }
        ["read", ref files @ ..] => read(files),
        // `cargo bench` alone: there is nothing to measure without logs.
        _ => Ok(()),
    }
}

/// One response in a thousand or so fails each criterion, by a fixed rule; `worse` of 1,000 do.
fn write(
    out: &mut impl Write,
    side: &str,
    cases: u32,
    criteria: u32,
    worse: u32,
) -> io::Result<()> {
    let listed: Vec<String> = (0..criteria)
        .map(|n| format!(r#"{{"id":"criterion-{n:02}","level":"must","weight":1}}"#))
        .collect();
    writeln!(
        out,
        r#"{{"type":"run","format":1,"semper":"0.1.0","rubric":{{"name":"measured","digest":"sha256:00"}},"criteria":[{}],"unchecked":[],"no_text":true}}"#,
        listed.join(",")
    )?;
    let salt = u32::from(side.as_bytes()[0]);
    for case in 0..cases {
        let mixed = mix(case ^ (salt << 24));
        write!(
            out,
            r#"{{"type":"result","case":"case-{case:07}","repeat":0,"source":{{"file":"{side}.jsonl","line":{}}},"tags":[],"response":{{"digest":"sha256:{mixed:08x}{mixed:056x}"}},"files":[],"score":0.95,"verdicts":["#,
            case + 1
        )?;
        for n in 0..criteria {
            let (comma, fails) = (
                if n > 0 { "," } else { "" },
                mix(case * 31 + n + salt) % 1000 < worse,
            );
            let (verdict, note) = if fails {
                ("fail", "nothing of the kind in the prose")
            } else {
                ("pass", "`this` is what was looked for")
            };
            write!(
                out,
                r#"{comma}{{"criterion":"criterion-{n:02}","verdict":"{verdict}","evidence":[{{"start":120,"end":140,"line":3,"column":7,"note":"{note}"}}]}}"#
            )?;
        }
        out.write_all(b"]}\n")?;
    }
    let counts = r#"{"pass":0,"fail":0,"na":0,"error":0}"#;
    let by_id: Vec<String> = (0..criteria)
        .map(|n| format!(r#""criterion-{n:02}":{counts}"#))
        .collect();
    writeln!(
        out,
        r#"{{"type":"summary","responses":{cases},"invalid":0,"score":0.95,"criteria":{{{}}}}}"#,
        by_id.join(",")
    )?;
    out.flush()
}

/// A fixed mixing of bits (the finaliser of `MurmurHash3`), so that no generator is needed.
fn mix(mut bits: u32) -> u32 {
    bits ^= bits >> 16;
    bits = bits.wrapping_mul(0x85eb_ca6b);
    bits ^= bits >> 13;
    bits = bits.wrapping_mul(0xc2b2_ae35);
    bits ^ (bits >> 16)
}

fn read(files: &[&str]) -> io::Result<()> {
    let (mut lines, mut bytes) = (0_u64, 0_usize);
    for file in files {
        let mut reader = BufReader::with_capacity(1 << 20, File::open(file)?);
        let mut line = Vec::new();
        while reader.read_until(b'\n', &mut line)? > 0 {
            lines += 1;
            bytes += line.len();
            line.clear();
        }
    }
    println!("{lines} lines, {bytes} bytes");
    Ok(())
}
