/** A compact JWS whose text is the only spelling of its content. Nothing is verified yet. */
export interface CanonicalJws {
  readonly header: Buffer;
  readonly payload: Buffer;
  readonly signature: Buffer;
}

/** Longest token that is looked at, in bytes; ours have about 600. */
const maxTokenBytes = 4_096;

/**
 * Splits a compact JWS and refuses every text that is not the canonical spelling: three non-empty parts of base64url
 * without padding, blanks or stray bits, each re-encoding to itself. JWT libraries are lenient here, so that one token
 * has several spellings and whatever is remembered by text (caches, deny lists) can be walked around.
 */
export function parseCanonicalJws(token: string): CanonicalJws | undefined {
  if (token.length > maxTokenBytes) return undefined;
  const parts = token.split('.', 4);
  if (parts.length !== 3) return undefined;
  const [header, payload, signature] = parts.map(decodeCanonical);
  if (header === undefined || payload === undefined || signature === undefined) return undefined;
  return { header, payload, signature };
}

function decodeCanonical(part: string): Buffer | undefined {
  if (part === '') return undefined;
  const bytes = Buffer.from(part, 'base64url');
  return bytes.toString('base64url') === part ? bytes : undefined;
}
