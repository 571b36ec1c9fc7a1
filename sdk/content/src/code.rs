//! The compact coding: one declaration gives a type, its encoder and its decoder.
//! Numbers are LEB128 varints (signed ones zigzag), texts and lists carry their length, choices one tag byte.
//! The decoder never allocates more than the bytes it was given allow, and never recurses deeper than `DEPTH`.

/// How deep choices may nest: conditions are the only recursive type, and 32 is far beyond a readable one.
const DEPTH: u8 = 32;

/// Why bytes could not be decoded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// The bytes end before the value does.
    Cut,
    /// A tag, length, text or number that no encoder writes.
    Invalid,
    /// Choices nested deeper than any encoder writes.
    Deep,
}

/// A cursor over bytes that remembers how deep it is.
pub struct Reader<'a> {
    rest: &'a [u8],
    depth: u8,
}

impl<'a> Reader<'a> {
    /// A reader at the start of `bytes`.
    #[must_use]
    pub fn new(bytes: &'a [u8]) -> Self {
        Reader {
            rest: bytes,
            depth: 0,
        }
    }

    /// How many bytes are still unread.
    #[must_use]
    pub fn left(&self) -> usize {
        self.rest.len()
    }

    /// The next `n` bytes. Fails with `Cut` when fewer are left.
    pub fn bytes(&mut self, n: usize) -> Result<&'a [u8], Fault> {
        let (head, tail) = self.rest.split_at_checked(n).ok_or(Fault::Cut)?;
        self.rest = tail;
        Ok(head)
    }

    /// The next byte.
    pub fn byte(&mut self) -> Result<u8, Fault> {
        let (&first, tail) = self.rest.split_first().ok_or(Fault::Cut)?;
        self.rest = tail;
        Ok(first)
    }

    /// The next varint, at most 64 bits.
    pub fn varint(&mut self) -> Result<u64, Fault> {
        let mut value = 0u64;
        let mut shift = 0u32;
        loop {
            let byte = self.byte()?;
            if shift == 63 && byte > 1 {
                return Err(Fault::Invalid);
            }
            value |= u64::from(byte & 0x7f) << shift;
            if byte < 0x80 {
                return Ok(value);
            }
            shift += 7;
        }
    }

    /// A length that the bytes left can still hold, so that a hostile one allocates nothing.
    pub fn length(&mut self) -> Result<usize, Fault> {
        let value = self.varint()?;
        if value > self.rest.len() as u64 {
            return Err(Fault::Cut);
        }
        Ok(value as usize)
    }

    /// One level deeper; fails with `Deep` past the limit.
    pub fn enter(&mut self) -> Result<(), Fault> {
        if self.depth == DEPTH {
            return Err(Fault::Deep);
        }
        self.depth += 1;
        Ok(())
    }

    /// Back from one level.
    pub fn leave(&mut self) {
        self.depth -= 1;
    }
}

/// A value that has a compact coding.
pub trait Code: Sized {
    /// Appends the value's bytes.
    fn put(&self, out: &mut Vec<u8>);
    /// Reads one value.
    fn take(r: &mut Reader) -> Result<Self, Fault>;
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
    let value = T::take(&mut r)?;
    if r.left() > 0 {
        return Err(Fault::Invalid);
    }
    Ok(value)
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
            fn take(r: &mut Reader) -> Result<Self, Fault> {
                <$T>::try_from(r.varint()?).map_err(|_| Fault::Invalid)
            }
        }
    )* };
}
unsigned!(u8, u16, u32, u64);

impl Code for i64 {
    fn put(&self, out: &mut Vec<u8>) {
        put_varint(((self << 1) ^ (self >> 63)) as u64, out);
    }
    fn take(r: &mut Reader) -> Result<Self, Fault> {
        let raw = r.varint()?;
        Ok((raw >> 1) as i64 ^ -((raw & 1) as i64))
    }
}

impl Code for i32 {
    fn put(&self, out: &mut Vec<u8>) {
        i64::from(*self).put(out);
    }
    fn take(r: &mut Reader) -> Result<Self, Fault> {
        i32::try_from(i64::take(r)?).map_err(|_| Fault::Invalid)
    }
}

impl Code for bool {
    fn put(&self, out: &mut Vec<u8>) {
        out.push(u8::from(*self));
    }
    fn take(r: &mut Reader) -> Result<Self, Fault> {
        match r.byte()? {
            0 => Ok(false),
            1 => Ok(true),
            _ => Err(Fault::Invalid),
        }
    }
}

impl Code for f64 {
    fn put(&self, out: &mut Vec<u8>) {
        out.extend_from_slice(&self.to_le_bytes());
    }
    fn take(r: &mut Reader) -> Result<Self, Fault> {
        let bytes = r.bytes(8)?.try_into().map_err(|_| Fault::Cut)?;
        let value = f64::from_le_bytes(bytes);
        if value.is_nan() {
            return Err(Fault::Invalid);
        }
        Ok(value)
    }
}

impl Code for String {
    fn put(&self, out: &mut Vec<u8>) {
        put_varint(self.len() as u64, out);
        out.extend_from_slice(self.as_bytes());
    }
    fn take(r: &mut Reader) -> Result<Self, Fault> {
        let n = r.length()?;
        let bytes = r.bytes(n)?;
        core::str::from_utf8(bytes)
            .map(str::to_owned)
            .map_err(|_| Fault::Invalid)
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
    fn take(r: &mut Reader) -> Result<Self, Fault> {
        Ok(if bool::take(r)? {
            Some(T::take(r)?)
        } else {
            None
        })
    }
}

impl<T: Code> Code for Vec<T> {
    fn put(&self, out: &mut Vec<u8>) {
        put_varint(self.len() as u64, out);
        for value in self {
            value.put(out);
        }
    }
    fn take(r: &mut Reader) -> Result<Self, Fault> {
        // A list grows as it is read: its stated length alone must not reserve memory.
        let n = r.length()?;
        let mut list = Vec::new();
        for _ in 0..n {
            list.push(T::take(r)?);
        }
        Ok(list)
    }
}

impl<T: Code> Code for Box<T> {
    fn put(&self, out: &mut Vec<u8>) {
        self.as_ref().put(out);
    }
    fn take(r: &mut Reader) -> Result<Self, Fault> {
        r.enter()?;
        let value = T::take(r)?;
        r.leave();
        Ok(Box::new(value))
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
            fn take(r: &mut $crate::Reader) -> Result<Self, $crate::Fault> {
                Ok($Name { $( $field: <$T as $crate::Code>::take(r)? ),* })
            }
        }
    )* };
}

/// Declares an enum whose variants are coded as the tag written before them, then their fields.
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
            fn take(r: &mut $crate::Reader) -> Result<Self, $crate::Fault> {
                r.enter()?;
                let value = match r.byte()? {
                    $( $tag => $Name::$Variant $( { $( $field: <$T as $crate::Code>::take(r)? ),* } )?, )*
                    _ => return Err($crate::Fault::Invalid),
                };
                r.leave();
                Ok(value)
            }
        }
    )* };
}
