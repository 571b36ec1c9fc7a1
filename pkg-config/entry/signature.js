// Whether a catalogue may be trusted: signed by a pinned key, of the expected tenant, neither older than the last one
// that this browser verified nor expired. Reads no more of it than its first fields (the coding of `sdk/content`).

const DIGEST = 32;
const SIGNATURE = 96;

/**
 * Nothing for a catalogue to use, else the code of its refusal. `pins` are the tag's public keys, `last` is
 * `{tenant, version}` of the last one verified here. A verified one is told to `keep`, an expired one in use to `stale`.
 */
export async function refusal(bytes, pins, tenant, last, now, keep, stale) {
  const subtle = globalThis.crypto?.subtle;
  if (!subtle) return "insecure_context";
  const sealed = read(bytes);
  // What is cut, flipped or no catalogue at all is told apart by the core, which reads all of it.
  if (!sealed || !await isWhole(subtle, sealed.part)) return undefined;
  if (!sealed.signatures.length) return "catalogue_unsigned";
  let verified;
  try {
    verified = await isSigned(subtle, sealed, pins);
  } catch {
    return "signature_unsupported";
  }
  if (!verified) return "catalogue_unverified";
  const wanted = tenant || last?.tenant;
  if (wanted !== undefined && sealed.tenant !== wanted) return "catalogue_foreign";
  const before = last?.tenant === sealed.tenant ? last.version : 0;
  if (sealed.version < before) return "catalogue_older";
  if (sealed.expires < now) {
    if (sealed.version !== before) return "catalogue_expired";
    stale();
  }
  keep({ tenant: sealed.tenant, version: sealed.version });
  return undefined;
}

async function isWhole(subtle, part) {
  const digest = new Uint8Array(await subtle.digest("SHA-256", part.subarray(0, -DIGEST)));
  return digest.join() === part.subarray(-DIGEST).join();
}

async function isSigned(subtle, { part, signatures }, pins) {
  const keys = pins.map(keyOf);
  for (const { key, signature } of signatures) {
    if (!keys.includes(key.join())) continue;
    const imported = await subtle.importKey("raw", key, "Ed25519", false, ["verify"]);
    if (await subtle.verify("Ed25519", imported, signature, part)) return true;
  }
  return false;
}

// `ed25519:BASE64`; what cannot be read pins nothing.
function keyOf(pin) {
  try {
    return Array.from(atob(pin.replace(/^ed25519:/, "")), (letter) => letter.charCodeAt(0)).join();
  } catch {
    return "";
  }
}

function read(bytes) {
  let at = 5;
  const take = (length) => bytes.subarray(at, at += length);
  // Multiplied, not shifted: times need more than 32 bits.
  const number = () => {
    let value = 0;
    let worth = 1;
    for (;;) {
      const byte = bytes[at++];
      value += (byte & 127) * worth;
      if (!(byte > 127)) return value;
      worth *= 128;
    }
  };
  const text = () => new TextDecoder().decode(take(number()));
  const time = () => {
    const value = number();
    return value % 2 ? -(value + 1) / 2 : value / 2;
  };
  const length = number();
  const body = at;
  const tenant = text();
  text();
  const [version, , expires] = [number(), time(), time()];
  at = body + length + DIGEST;
  const part = bytes.subarray(0, at);
  const count = number();
  // One length for all of it, so that nothing unsigned can follow.
  if (!(at + count * SIGNATURE === bytes.length)) return undefined;
  const signatures = Array.from({ length: count }, () => ({ key: take(32), signature: take(64) }));
  return { part, tenant, version, expires, signatures };
}
