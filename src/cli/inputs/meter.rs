//! How much of the input was read, for the progress line.

use std::io::{self, Read};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// Bytes read and bytes in all.
#[derive(Debug, Clone, Default)]
pub(in crate::cli) struct Meter {
    read: Arc<AtomicU64>,
    /// Nothing where some input is a stream, whose length nobody knows.
    total: Option<u64>,
}

impl Meter {
    /// A meter for inputs of these sizes.
    pub(super) fn new(sizes: impl Iterator<Item = Option<u64>>) -> Self {
        Self {
            read: Arc::default(),
            total: sizes.sum(),
        }
    }

    /// How many bytes there are.
    pub(in crate::cli) fn total(&self) -> Option<u64> {
        self.total
    }

    /// How many were read.
    pub(in crate::cli) fn read(&self) -> u64 {
        self.read.load(Ordering::Relaxed)
    }

    /// `reader`, whose bytes are counted here.
    pub(super) fn measure<R: Read>(&self, reader: R) -> Metered<R> {
        let read = self.read.clone();
        Metered { reader, read }
    }
}

/// A reader whose bytes are counted.
pub(super) struct Metered<R> {
    reader: R,
    read: Arc<AtomicU64>,
}

impl<R: Read> Read for Metered<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let count = self.reader.read(into)?;
        self.read.fetch_add(count as u64, Ordering::Relaxed);
        Ok(count)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_read_is_counted_and_a_stream_has_no_end() {
        let meter = Meter::new([Some(3), Some(4)].into_iter());
        assert_eq!(meter.total(), Some(7));
        let mut text = String::new();
        let mut reader = meter.measure("да".as_bytes());
        reader.read_to_string(&mut text).unwrap();
        assert_eq!((meter.read(), text.as_str()), (4, "да"));
        assert_eq!(Meter::new([Some(3), None].into_iter()).total(), None);
    }
}
