//! The compact coding: one declaration gives a type, its encoder and its decoder.
//! Numbers are LEB128 varints (signed ones zigzag), texts and lists carry their length, choices one tag byte.
//! The decoder never allocates more than the bytes it was given allow, and never recurses deeper than `DEPTH`.
//! It does not stop at a fault but reads on as if nothing but zeros came; whoever began asks at the end. A decoder
//! that returns at every step carries the dropping of everything read so far, for each field of each type.

/// How deep lists and boxes may nest: more than the YAML reader lets an author nest.
const DEPTH: u8 = 48;

/// Why bytes could not be decoded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// The bytes end before the value does, or go on after it.
    Length,
    /// A tag, text or number that no encoder writes.
    Invalid,
    /// Nested deeper than any encoder writes.
    Deep,
}

/// A cursor over bytes that remembers how deep it is, and the first fault.
pub struct Reader<'a> {
    rest: &'a [u8],
    depth: u8,
    fault: Option<Fault>,
}

impl<'a> Reader<'a> {
    /// A reader at the start of `bytes`.
    #[must_use]
    pub fn new(bytes: &'a [u8]) -> Self {
        Reader {
            rest: bytes,
            depth: 0,
            fault: None,
        }
    }

    /// How many bytes are still unread; none after a fault.
    #[must_use]
    pub fn left(&self) -> usize {
        self.rest.len()
    }

    /// The first fault, or that everything was read.
    pub fn end(self) -> Result<(), Fault> {
        match self.fault {
            Some(fault) => Err(fault),
            None if self.rest.is_empty() => Ok(()),
            None => Err(Fault::Length),
        }
    }

    /// What was read is worth nothing: from here on there are only zeros.
    pub fn fail(&mut self, fault: Fault) {
        self.fault.get_or_insert(fault);
        self.rest = &[];
    }

    /// The next `n` bytes; none at a fault.
    pub fn bytes(&mut self, n: usize) -> &'a [u8] {
        match self.rest.split_at_checked(n) {
            Some((head, tail)) => {
                self.rest = tail;
                head
            }
            None => {
                self.fail(Fault::Length);
                &[]
            }
        }
    }

    /// The next byte.
    pub fn byte(&mut self) -> u8 {
        self.bytes(1).first().copied().unwrap_or(0)
    }

    /// The next varint, at most 64 bits.
    pub fn varint(&mut self) -> u64 {
        let mut value = 0u64;
        let mut shift = 0u32;
        loop {
            let byte = self.byte();
            if shift == 63 && byte > 1 {
                self.fail(Fault::Invalid);
                return 0;
            }
            value |= u64::from(byte & 0x7f) << shift;
            if byte < 0x80 {
                return value;
            }
            shift += 7;
        }
    }

    /// A length that the bytes left can still hold, so that a hostile one allocates nothing.
    pub fn length(&mut self) -> usize {
        let value = self.varint();
        if value > self.rest.len() as u64 {
            self.fail(Fault::Length);
            return 0;
        }
        value as usize
    }

    /// One level deeper.
    pub fn enter(&mut self) {
        if self.depth == DEPTH {
            self.fail(Fault::Deep);
        }
        self.depth += 1;
    }

    /// Back from one level.
    pub fn leave(&mut self) {
        self.depth -= 1;
    }

    /// The next `N` bytes; zeros at a fault.
    pub fn array<const N: usize>(&mut self) -> [u8; N] {
        self.bytes(N).try_into().unwrap_or([0; N])
    }
}

/// A value that has a compact coding.
pub trait Code: Sized {
    /// Appends the value's bytes.
    fn put(&self, out: &mut Vec<u8>);
    /// Reads one value; what it is after a fault does not matter, but it must come to an end.
    fn take(r: &mut Reader) -> Self;
}

/// The bytes of a value.
#[must_use]
pub fn encode<T: Code>(value: &T) -> Vec<u8> {
    let mut out = Vec::new();
    value.put(&mut out);
    out
}

/// A value from exactly these bytes; anything left over is a fault.
pub fn decode<T: Code>(bytes: &[u8]) -> Result<T, Fault> {
    let mut r = Reader::new(bytes);
    let value = T::take(&mut r);
    r.end().map(|()| value)
}

fn put_varint(mut value: u64, out: &mut Vec<u8>) {
    while value >= 0x80 {
        out.push(value as u8 | 0x80);
        value >>= 7;
    }
    out.push(value as u8);
}

macro_rules! unsigned {
    ($($T:ty),*) => { $(
        impl Code for $T {
            fn put(&self, out: &mut Vec<u8>) {
                put_varint(u64::from(*self), out);
            }
            fn take(r: &mut Reader) -> Self {
                let value = r.varint();
                <$T>::try_from(value).unwrap_or_else(|_| {
                    r.fail(Fault::Invalid);
                    0
                })
            }
        }
    )* };
}
unsigned!(u8, u16, u32, u64);

impl Code for i64 {
    fn put(&self, out: &mut Vec<u8>) {
        put_varint(((self << 1) ^ (self >> 63)) as u64, out);
    }
    fn take(r: &mut Reader) -> Self {
        let raw = r.varint();
        (raw >> 1) as i64 ^ -((raw & 1) as i64)
    }
}

impl Code for i32 {
    fn put(&self, out: &mut Vec<u8>) {
        i64::from(*self).put(out);
    }
    fn take(r: &mut Reader) -> Self {
        i32::try_from(i64::take(r)).unwrap_or_else(|_| {
            r.fail(Fault::Invalid);
            0
        })
    }
}

impl Code for bool {
    fn put(&self, out: &mut Vec<u8>) {
        out.push(u8::from(*self));
    }
    fn take(r: &mut Reader) -> Self {
        let byte = r.byte();
        if byte > 1 {
            r.fail(Fault::Invalid);
        }
        byte == 1
    }
}

impl Code for f64 {
    fn put(&self, out: &mut Vec<u8>) {
        out.extend_from_slice(&self.to_le_bytes());
    }
    fn take(r: &mut Reader) -> Self {
        let value = f64::from_le_bytes(r.array());
        if value.is_nan() {
            r.fail(Fault::Invalid);
        }
        value
    }
}

impl Code for String {
    fn put(&self, out: &mut Vec<u8>) {
        put_varint(self.len() as u64, out);
        out.extend_from_slice(self.as_bytes());
    }
    fn take(r: &mut Reader) -> Self {
        let n = r.length();
        let text = core::str::from_utf8(r.bytes(n)).unwrap_or_else(|_| {
            r.fail(Fault::Invalid);
            ""
        });
        text.to_owned()
    }
}

impl<T: Code> Code for Option<T> {
    fn put(&self, out: &mut Vec<u8>) {
        match self {
            None => out.push(0),
            Some(value) => {
                out.push(1);
                value.put(out);
            }
        }
    }
    fn take(r: &mut Reader) -> Self {
        bool::take(r).then(|| T::take(r))
    }
}

impl<T: Code> Code for Vec<T> {
    fn put(&self, out: &mut Vec<u8>) {
        put_varint(self.len() as u64, out);
        for value in self {
            value.put(out);
        }
    }
    fn take(r: &mut Reader) -> Self {
        // A list grows as it is read: its stated length alone must not reserve memory.
        let mut n = r.length();
        let mut list = Vec::new();
        r.enter();
        while n > 0 && r.fault.is_none() {
            list.push(T::take(r));
            n -= 1;
        }
        r.leave();
        list
    }
}

impl<T: Code> Code for Box<T> {
    fn put(&self, out: &mut Vec<u8>) {
        self.as_ref().put(out);
    }
    fn take(r: &mut Reader) -> Self {
        r.enter();
        let value = T::take(r);
        r.leave();
        Box::new(value)
    }
}

/// Declares a struct whose fields are coded in the order written.
#[macro_export]
macro_rules! record {
    ($( $(#[$meta:meta])* pub struct $Name:ident { $( $(#[$fmeta:meta])* pub $field:ident : $T:ty ),* $(,)? } )*) => { $(
        $(#[$meta])*
        #[derive(Clone, Debug, PartialEq)]
        pub struct $Name { $( $(#[$fmeta])* pub $field: $T ),* }
        impl $crate::Code for $Name {
            fn put(&self, out: &mut Vec<u8>) { $( self.$field.put(out); )* }
            fn take(r: &mut $crate::Reader) -> Self {
                $Name { $( $field: <$T as $crate::Code>::take(r) ),* }
            }
        }
    )* };
}

/// Declares an enum whose variants are coded as the tag written before them, then their fields. The first tag is 0,
/// and its fields must not hold the enum itself in a box: it is what a reader at a fault makes.
#[macro_export]
macro_rules! choice {
    ($( $(#[$meta:meta])* pub enum $Name:ident { $( $(#[$vmeta:meta])* $tag:literal => $Variant:ident $( { $( $(#[$fmeta:meta])* $field:ident : $T:ty ),* $(,)? } )? ),* $(,)? } )*) => { $(
        $(#[$meta])*
        #[derive(Clone, Debug, PartialEq)]
        pub enum $Name { $( $(#[$vmeta])* $Variant $( { $( $(#[$fmeta])* $field: $T ),* } )? ),* }
        impl $crate::Code for $Name {
            fn put(&self, out: &mut Vec<u8>) {
                match self { $( $Name::$Variant $( { $( $field ),* } )? => { out.push($tag); $( $( $field.put(out); )* )? } ),* }
            }
            fn take(r: &mut $crate::Reader) -> Self {
                loop {
                    break match r.byte() {
                        $( $tag => $Name::$Variant $( { $( $field: <$T as $crate::Code>::take(r) ),* } )?, )*
                        // Only zeros follow, and there is a choice with that tag.
                        _ => { r.fail($crate::Fault::Invalid); continue }
                    };
                }
            }
        }
        const _: () = assert!(matches!([$($tag),*], [0u8, ..]));
    )* };
}
