//! Files written piece by piece: what writes them must stay small, because a process inherits the peak of
//! the one that starts it.

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::Path;

use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

/// Ten megabytes.
pub(crate) const SIZE: usize = 10_000_000;

/// Header of a payments file.
pub(crate) const PAYMENTS: &str =
    "voucher_no,county,fiscal_year,paid_on,amount,channel,kind,payee_type,payee,purpose";
/// A good row of it, behind the voucher number.
pub(crate) const GOOD: &str = ",653125,2019,2019-07-10,1.00,direct,progress,enterprise,p,x";

/// Writes `unit` again and again until `size` bytes are there.
pub(crate) fn repeat(out: &mut impl Write, unit: &[u8], size: usize) -> io::Result<()> {
    let many = unit.repeat((64 << 10) / unit.len() + 1);
    let mut left = size / unit.len() * unit.len();
    while left > 0 {
        let count = left.min(many.len());
        out.write_all(&many[..count])?;
        left -= count;
    }
    Ok(())
}

/// Writes lines made of their number until `size` bytes are there.
pub(crate) fn numbered(
    out: &mut impl Write,
    size: usize,
    line: impl Fn(usize) -> String,
) -> io::Result<()> {
    let (mut written, mut number) = (0, 0);
    while written < size {
        let line = line(number);
        out.write_all(line.as_bytes())?;
        written += line.len();
        number += 1;
    }
    Ok(())
}

/// A file that `write` fills.
pub(crate) fn file(folder: &Path, name: &str, write: impl FnOnce(&mut BufWriter<File>)) {
    let mut out = BufWriter::new(File::create(folder.join(name)).unwrap());
    write(&mut out);
    out.flush().unwrap();
}

/// An archive that is being written.
pub(crate) struct Archive {
    zip: ZipWriter<File>,
}

impl Archive {
    pub(crate) fn new(folder: &Path, name: &str) -> Archive {
        Archive { zip: ZipWriter::new(File::create(folder.join(name)).unwrap()) }
    }

    /// Begins a packed entry.
    pub(crate) fn entry(&mut self, name: &str) -> &mut ZipWriter<File> {
        self.zip.start_file(name, SimpleFileOptions::default().compression_level(Some(6))).unwrap();
        &mut self.zip
    }

    /// Begins an entry that is not packed.
    pub(crate) fn stored(&mut self, name: &str) -> &mut ZipWriter<File> {
        let stored = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
        self.zip.start_file(name, stored).unwrap();
        &mut self.zip
    }

    /// Adds a short entry.
    pub(crate) fn with(&mut self, name: &str, text: &str) -> &mut Archive {
        self.entry(name).write_all(text.as_bytes()).unwrap();
        self
    }

    pub(crate) fn end(self) {
        self.zip.finish().unwrap();
    }
}
