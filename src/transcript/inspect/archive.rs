//! The zip archive of a log, read entry by entry and within bounds.
//!
//! Sizes that an archive claims are not trusted: an entry is unpacked until it ends or the bound is reached.
//! Nothing is written to disk, so names are only names.

use std::io::{Read, Seek};
use std::sync::Arc;

use zip::ZipArchive;

use super::super::each::object;
use super::super::listed::{Beside, Element, Listed, Place};
use super::super::stream::Piece;

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

/// The samples of an archive, unpacked one at a time; each has the number of its entry, from 1.
#[derive(Debug)]
pub struct Archive<R> {
    zip: Option<ZipArchive<R>>,
    names: std::iter::Enumerate<std::vec::IntoIter<(usize, String)>>,
    listed: &'static Listed,
    beside: Arc<Beside>,
    bounds: Bounds,
    unpacked: u64,
    /// Why there are no samples, until it is said.
    nothing: Option<String>,
}

/// The name of the first entry of an archive that begins with `start`.
pub(super) fn first_name(start: &[u8]) -> Option<&str> {
    let header = start.strip_prefix(b"PK\x03\x04")?;
    let length = u16::from_le_bytes([*header.get(22)?, *header.get(23)?]);
    std::str::from_utf8(header.get(26..26 + usize::from(length))?).ok()
}

impl<R: Read + Seek> Archive<R> {
    /// Opens the archive in `reader`, whose entries are elements of `listed`.
    #[must_use]
    pub fn new(reader: R, listed: &'static Listed) -> Self {
        Self::within(reader, listed, Bounds::DEFAULT)
    }

    fn within(reader: R, listed: &'static Listed, bounds: Bounds) -> Self {
        let (zip, nothing) = match ZipArchive::new(reader) {
            Ok(zip) => (
                Some(zip),
                "the archive has no samples: the run was stopped before its first one ended"
                    .to_owned(),
            ),
            Err(error) => (
                None,
                format!(
                    "the archive cannot be read ({error}): it is damaged or was cut off; copy it again"
                ),
            ),
        };
        let mut archive = Self {
            zip,
            names: Vec::new().into_iter().enumerate(),
            listed,
            beside: Arc::default(),
            bounds,
            unpacked: 0,
            nothing: None,
        };
        let names = archive.zip.as_ref().map(sample_names).unwrap_or_default();
        archive.nothing = names.is_empty().then_some(nothing);
        archive.names = names.into_iter().enumerate();
        archive.beside = Arc::new(archive.header());
        archive
    }

    /// What the entry that describes the run tells, or the one that stands for it while the run goes on.
    fn header(&mut self) -> Beside {
        let names = ["header.json", "_journal/start.json"];
        let bound = self.bounds.entry;
        let bytes = self.zip.as_mut().and_then(|zip| {
            let index = names.iter().find_map(|name| zip.index_for_name(name))?;
            unpacked(zip, index, bound).ok()
        });
        let mut members = bytes
            .and_then(|bytes| object(&bytes).ok())
            .unwrap_or_default();
        members.retain(|name, _| self.listed.beside.contains(&name.as_str()));
        Beside(members)
    }

    fn entry(&mut self, index: usize) -> Result<Vec<u8>, String> {
        let Bounds { entry, all } = self.bounds;
        if self.unpacked > all {
            let bound = all >> 20;
            return Err(format!(
                "the archive unpacks to more than {bound} MiB: split it"
            ));
        }
        let zip = self.zip.as_mut().ok_or("there is no archive")?;
        let bytes = unpacked(zip, index, entry);
        // What was unpacked before an error is not known; it was no more than this.
        let size = bytes.as_ref().map_or(entry, |bytes| bytes.len() as u64);
        self.unpacked = self.unpacked.saturating_add(size);
        bytes
    }
}

impl<R: Read + Seek> Iterator for Archive<R> {
    type Item = (usize, Piece);

    fn next(&mut self) -> Option<Self::Item> {
        if let Some(nothing) = self.nothing.take() {
            return Some((1, Piece::Invalid(nothing)));
        }
        let (number, (index, name)) = self.names.next()?;
        let element = Element {
            listed: self.listed,
            beside: self.beside.clone(),
            place: Place::Entry(name),
        };
        let piece = match self.entry(index) {
            Ok(bytes) => Piece::Element(bytes, element),
            Err(reason) => Piece::Invalid(element.named(&reason)),
        };
        Some((number + 1, piece))
    }
}

/// The entries that are samples.
fn sample_names<R>(zip: &ZipArchive<R>) -> Vec<(usize, String)>
where
    R: Read + Seek,
{
    let is_sample = |name: &str| {
        let json = name
            .rsplit_once('.')
            .is_some_and(|(_, end)| end.eq_ignore_ascii_case("json"));
        name.starts_with("samples/") && json
    };
    let named = (0..zip.len()).filter_map(|index| {
        let name = zip.name_for_index(index)?.ok()?;
        is_sample(&name).then(|| (index, name.into_owned()))
    });
    named.take(MAX_SAMPLES).collect()
}

fn unpacked(
    zip: &mut ZipArchive<impl Read + Seek>,
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
    use std::io::{Cursor, Write};

    use zip::CompressionMethod;
    use zip::write::{SimpleFileOptions, ZipWriter};

    use super::super::super::format::Located;
    use super::super::super::reading::{Reading, RecordReader};
    use super::super::{FORMAT, SAMPLES};
    use super::*;

    fn read_eval(bytes: &[u8]) -> Vec<Located> {
        super::super::super::read(&FORMAT, bytes)
    }

    fn read_archive(bytes: &[u8], bounds: Bounds) -> Vec<Located> {
        let archive = Archive::within(Cursor::new(bytes), &SAMPLES, bounds);
        let reading = Reading::default();
        let alone = RecordReader::new(SAMPLES.alone, &reading);
        let read = archive.map(|(number, piece)| {
            let one = piece.read(&alone, &reading);
            let one = one.map(|answers| answers.into_iter().next().unwrap());
            (number, one)
        });
        read.collect()
    }

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
        for length in [4, 30, bytes.len() / 2, bytes.len() - 1] {
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
