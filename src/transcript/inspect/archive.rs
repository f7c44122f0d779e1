//! The zip archive of a log, read in memory and within bounds.
//!
//! Sizes that an archive claims are not trusted: an entry is unpacked until it ends or the bound is reached.
//! Nothing is written to disk, so names are only names.

use std::cell::{Cell, RefCell};
use std::io::{Cursor, Read};

use zip::ZipArchive;

/// How much is unpacked, in bytes.
#[derive(Debug, Clone, Copy)]
pub(super) struct Bounds {
    /// Of one entry.
    entry: u64,
    /// Of all entries together: they may share what they are unpacked from.
    all: u64,
}

impl Bounds {
    /// Far more than recorded samples have.
    pub(super) const DEFAULT: Self = Self {
        entry: 64 << 20,
        all: 4 << 30,
    };
}

/// The most samples that are read.
const MAX_SAMPLES: usize = 1 << 20;

/// An archive and its header.
pub(super) struct Archive<'a> {
    zip: RefCell<ZipArchive<Cursor<&'a [u8]>>>,
    names: Vec<(usize, String)>,
    bounds: Bounds,
    unpacked: Cell<u64>,
    /// The entry that describes the run, or what stands for it while it goes on.
    pub(super) header: Option<Vec<u8>>,
}

/// The name of the first entry of an archive that begins with `start`.
pub(super) fn first_name(start: &[u8]) -> Option<&str> {
    let header = start.strip_prefix(b"PK\x03\x04")?;
    let length = u16::from_le_bytes([*header.get(22)?, *header.get(23)?]);
    std::str::from_utf8(header.get(26..26 + usize::from(length))?).ok()
}

/// Opens an archive.
pub(super) fn open(bytes: &[u8], bounds: Bounds) -> Result<Archive<'_>, String> {
    let cut = |error| {
        format!("the archive cannot be read ({error}): it is damaged or was cut off; copy it again")
    };
    let mut zip = ZipArchive::new(Cursor::new(bytes)).map_err(cut)?;
    let is_sample = |name: &str| {
        let json = name
            .rsplit_once('.')
            .is_some_and(|(_, end)| end.eq_ignore_ascii_case("json"));
        name.starts_with("samples/") && json
    };
    let mut names = Vec::new();
    for index in 0..zip.len() {
        if let Some(Ok(name)) = zip.name_for_index(index)
            && is_sample(&name)
        {
            names.push((index, name.into_owned()));
        }
    }
    names.truncate(MAX_SAMPLES);
    let header = ["header.json", "_journal/start.json"]
        .iter()
        .find_map(|name| zip.index_for_name(name))
        .and_then(|index| unpacked(&mut zip, index, bounds.entry).ok());
    Ok(Archive {
        zip: RefCell::new(zip),
        names,
        bounds,
        unpacked: Cell::new(0),
        header,
    })
}

impl Archive<'_> {
    fn entry(&self, index: usize) -> Result<Vec<u8>, String> {
        let Bounds { entry, all } = self.bounds;
        let so_far = self.unpacked.get();
        if so_far > all {
            let bound = all >> 20;
            return Err(format!(
                "the archive unpacks to more than {bound} MiB: split it"
            ));
        }
        let bytes = unpacked(&mut self.zip.borrow_mut(), index, entry);
        // What was unpacked before an error is not known; it was no more than this.
        let size = bytes.as_ref().map_or(entry, |bytes| bytes.len() as u64);
        self.unpacked.set(so_far.saturating_add(size));
        bytes
    }

    /// The samples with their names, unpacked one at a time.
    pub(super) fn samples(&self) -> impl Iterator<Item = (String, Result<Vec<u8>, String>)> {
        self.names
            .iter()
            .map(|(index, name)| (name.clone(), self.entry(*index)))
    }
}

fn unpacked(
    zip: &mut ZipArchive<Cursor<&[u8]>>,
    index: usize,
    most: u64,
) -> Result<Vec<u8>, String> {
    let damaged = |error: &dyn std::fmt::Display| {
        format!("it cannot be unpacked ({error}): copy the file again")
    };
    let entry = zip.by_index(index).map_err(|error| damaged(&error))?;
    let mut bytes = Vec::new();
    entry
        .take(most + 1)
        .read_to_end(&mut bytes)
        .map_err(|error| damaged(&error))?;
    if bytes.len() as u64 > most {
        return Err(format!(
            "it unpacks to more than {} MiB: leave the sample out, or log less of it",
            most >> 20
        ));
    }
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use zip::CompressionMethod;
    use zip::write::{SimpleFileOptions, ZipWriter};

    use super::super::{read_archive, read_eval};
    use super::*;

    const SAMPLE: &str = r#"{"id":"я","epoch":1,"input":"Как?","output":{"choices":[{"message":{"content":"🙂"}}]}}"#;

    fn archive(method: CompressionMethod, entries: &[(&str, &[u8])]) -> Vec<u8> {
        let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
        let options = SimpleFileOptions::default().compression_method(method);
        for (name, bytes) in entries {
            zip.start_file(*name, options).unwrap();
            zip.write_all(bytes).unwrap();
        }
        zip.finish().unwrap().into_inner()
    }

    #[test]
    fn deflate_and_zstd_are_unpacked() {
        for method in [
            CompressionMethod::Stored,
            CompressionMethod::Deflated,
            CompressionMethod::Zstd,
        ] {
            let header = br#"{"eval":{"model":"m"}}"#;
            let bytes = archive(
                method,
                &[
                    ("samples/я_epoch_1.json", SAMPLE.as_bytes()),
                    ("header.json", header),
                ],
            );
            assert_eq!(first_name(&bytes), Some("samples/я_epoch_1.json"));
            let read = read_eval(&bytes);
            let response = read[0].1.as_ref().unwrap();
            assert_eq!(
                (response.text.as_str(), response.model.as_deref()),
                ("🙂", Some("m"))
            );
        }
    }

    #[test]
    fn a_name_that_leads_upwards_is_only_a_name() {
        let bytes = archive(
            CompressionMethod::Deflated,
            &[
                ("samples/../../x.json", SAMPLE.as_bytes()),
                ("../header.json", b"{}"),
            ],
        );
        assert_eq!(read_eval(&bytes)[0].1.as_ref().unwrap().text, "🙂");
    }

    #[test]
    fn entries_too_large_are_named_and_the_others_are_read() {
        let zeros = vec![b' '; 3 << 20];
        let a = ("samples/a.json", zeros.as_slice());
        let b = ("samples/b.json", SAMPLE.as_bytes());
        let bytes = archive(CompressionMethod::Deflated, &[a, b]);
        let bounds = Bounds {
            entry: 2 << 20,
            all: 4 << 20,
        };
        let read = read_archive(&bytes, bounds);
        let reason = read[0].1.as_ref().unwrap_err();
        assert!(
            reason.contains("samples/a.json") && reason.contains("2 MiB"),
            "{reason}"
        );
        assert!(read[1].1.is_ok());
        let many = archive(
            CompressionMethod::Deflated,
            &[a, ("samples/c.json", &zeros), ("samples/d.json", &zeros), b],
        );
        let read = read_archive(
            &many,
            Bounds {
                all: 3 << 20,
                ..bounds
            },
        );
        assert!(read[3].1.as_ref().unwrap_err().contains("more than 3 MiB"));
    }

    #[test]
    fn a_claimed_size_is_not_trusted() {
        let mut bytes = archive(
            CompressionMethod::Deflated,
            &[("samples/a.json", SAMPLE.as_bytes())],
        );
        // The size before packing, in the central directory: 4 GiB less one.
        let at = bytes.windows(4).rposition(|w| w == b"PK\x01\x02").unwrap() + 24;
        bytes[at..at + 4].copy_from_slice(&[0xfe, 0xff, 0xff, 0xff]);
        assert_eq!(read_eval(&bytes).len(), 1);
    }

    #[test]
    fn damage_is_reported() {
        let bytes = archive(
            CompressionMethod::Zstd,
            &[
                ("samples/a.json", SAMPLE.as_bytes()),
                ("samples/b.json", b"{\"id\":"),
            ],
        );
        assert!(
            read_eval(&bytes)[1]
                .1
                .as_ref()
                .unwrap_err()
                .contains("samples/b.json")
        );
        for length in [0, 4, 30, bytes.len() / 2, bytes.len() - 1] {
            let read = read_eval(&bytes[..length]);
            assert!(
                read[0].1.as_ref().unwrap_err().contains("cannot be read"),
                "{length}"
            );
        }
        for at in 0..bytes.len() {
            let mut flipped = bytes.clone();
            flipped[at] ^= 0xff;
            let _ = (first_name(&flipped), read_eval(&flipped));
        }
        assert!(
            read_eval(&archive(CompressionMethod::Stored, &[]))[0]
                .1
                .is_err()
        );
    }
}
