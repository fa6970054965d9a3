//! Standard output and standard error, whose readers may go away before everything is said.

use std::io::{self, ErrorKind, StderrLock, StdoutLock, Write, stderr, stdout};

/// A stream to a reader. `mingzhang check … | head -1` ends the reading early; that is no failure: what
/// is left is dropped, and the command goes on to its verdict, which its exit status tells.
pub(crate) struct Screen<W: Write> {
    stream: W,
    gone: bool,
}

/// Standard output.
pub(crate) fn out() -> Screen<StdoutLock<'static>> {
    Screen { stream: stdout().lock(), gone: false }
}

/// Standard error.
pub(crate) fn err() -> Screen<StderrLock<'static>> {
    Screen { stream: stderr().lock(), gone: false }
}

impl<W: Write> Screen<W> {
    /// Tells a reader that has gone from a disk that is full.
    fn unless_gone<T>(&mut self, done: io::Result<T>, dropped: T) -> io::Result<T> {
        match done {
            Err(error) if error.kind() == ErrorKind::BrokenPipe => {
                self.gone = true;
                Ok(dropped)
            }
            done => done,
        }
    }
}

impl<W: Write> Write for Screen<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.gone {
            return Ok(bytes.len());
        }
        let written = self.stream.write(bytes);
        self.unless_gone(written, bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        if self.gone {
            return Ok(());
        }
        let flushed = self.stream.flush();
        self.unless_gone(flushed, ())
    }
}
