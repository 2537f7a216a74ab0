import { createHash } from 'node:crypto';

const longestPlainKeyBytes = 254;
const keptCharacters = 190;

/** How a value is stored: `long_value` is NULL where the key is the value. */
export interface StoredValue {
  readonly lookupKey: string;
  readonly longValue: string | null;
}

/**
 * The key under which a value is unique and found. Values of up to 254 bytes are their own key; a longer one has its
 * first 190 characters, `#` and the SHA-256 of all of it in hex: at least 255 bytes, so it never equals a plain key.
 */
export function storedValueOf(value: string): StoredValue {
  // A UTF-16 unit has at most 3 bytes in UTF-8: most values need no count.
  if (value.length * 3 <= longestPlainKeyBytes || Buffer.byteLength(value) <= longestPlainKeyBytes) {
    return { lookupKey: value, longValue: null };
  }
  const digest = createHash('sha256').update(value).digest('hex');
  // Whole characters: half of a surrogate pair could not be stored.
  const kept = Array.from(value.slice(0, keptCharacters * 2))
    .slice(0, keptCharacters)
    .join('');
  return { lookupKey: `${kept}#${digest}`, longValue: value };
}
