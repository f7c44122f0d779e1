//! Compressed files, told by their first bytes and read as if they were not.
//!
//! Nothing is unpacked ahead of the reading, so a file that unpacks to very much costs no memory.

use std::io::{self, BufReader, Cursor, Read};

use flate2::read::MultiGzDecoder;

/// Bytes that will be read.
pub(super) type Bytes = Box<dyn Read + Send>;

/// The largest window of zstd that is granted, as a power of two: what its own command grants.
const MAX_WINDOW: u32 = 27;

/// Whether bytes are compressed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Packing {
    /// They are what they are.
    Plain,
    /// gzip or zstd.
    Packed,
}

/// The bytes of `reader`, unpacked if they are gzip or zstd.
pub(super) fn unpacked(mut reader: Bytes) -> io::Result<(Bytes, Packing)> {
    let mut magic = Vec::new();
    reader.by_ref().take(4).read_to_end(&mut magic)?;
    let gzip = magic.starts_with(b"\x1f\x8b");
    let zstd = magic == *b"\x28\xb5\x2f\xfd";
    let whole = Cursor::new(magic).chain(reader);
    Ok(if gzip {
        let decoder = MultiGzDecoder::new(BufReader::new(whole));
        (Box::new(decoder), Packing::Packed)
    } else if zstd {
        let mut decoder = zstd::Decoder::new(whole)?;
        decoder.window_log_max(MAX_WINDOW)?;
        (Box::new(decoder), Packing::Packed)
    } else {
        (Box::new(whole), Packing::Plain)
    })
}

/// The name of a file without the ending that says how it is compressed.
pub(super) fn name_inside(name: &str, packing: Packing) -> &str {
    let endings = [".gz", ".zst", ".zstd"];
    match packing {
        Packing::Plain => name,
        Packing::Packed => endings
            .iter()
            .find_map(|ending| name.strip_suffix(ending))
            .unwrap_or(name),
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;

    fn gzip(text: &[u8]) -> Vec<u8> {
        let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        encoder.write_all(text).unwrap();
        encoder.finish().unwrap()
    }

    fn read(bytes: Vec<u8>) -> io::Result<(String, Packing)> {
        let (mut reader, packing) = unpacked(Box::new(Cursor::new(bytes)))?;
        let mut text = String::new();
        reader.read_to_string(&mut text)?;
        Ok((text, packing))
    }

    #[test]
    fn both_packings_and_none_are_read() {
        let text = "да 🙂\r\n".repeat(1000);
        let zstd = zstd::encode_all(text.as_bytes(), 1).unwrap();
        for packed in [gzip(text.as_bytes()), zstd] {
            assert_eq!(read(packed).unwrap(), (text.clone(), Packing::Packed));
        }
        for plain in ["", "{}", "да"] {
            let bytes = plain.as_bytes().to_vec();
            assert_eq!(read(bytes).unwrap(), (plain.to_owned(), Packing::Plain));
        }
    }

    #[test]
    fn members_that_follow_each_other_are_one_file() {
        let members = [gzip(b"a\n"), gzip(b"b\n")].concat();
        assert_eq!(read(members).unwrap().0, "a\nb\n");
    }

    #[test]
    fn damage_is_an_error() {
        let whole = gzip(b"text that is long enough to be cut");
        assert!(read(whole[..whole.len() - 9].to_vec()).is_err());
        assert!(read(b"\x28\xb5\x2f\xfdgarbage".to_vec()).is_err());
    }

    #[test]
    fn the_ending_of_the_packing_is_no_extension() {
        assert_eq!(name_inside("a.md.gz", Packing::Packed), "a.md");
        assert_eq!(name_inside("a.md.gz", Packing::Plain), "a.md.gz");
        assert_eq!(name_inside("a", Packing::Packed), "a");
    }
}
