import { leastSecretLength, withoutSecrets } from './secret-values';

const maxDepth = 6;
const maxItems = 100;
const maxTextLength = 4_096;
const mark = '[redacted]';

// Compared with the key in lower case without `-` and `_`.
const secretKeys = new Set([
  'accesstoken',
  'apikey',
  'authorization',
  'clientsecret',
  'cookie',
  'credential',
  'credentials',
  'idtoken',
  'newpassword',
  'oldpassword',
  'passphrase',
  'password',
  'passwordhash',
  'pepper',
  'privatekey',
  'proxyauthorization',
  'recoverycodes',
  'refreshtoken',
  'secret',
  'secretkey',
  'sessiontoken',
  'setcookie',
  'signingkey',
  'token',
  'totpsecret',
  'xapikey',
]);

// Credentials of this product and of its connections, also inside longer text: API keys, JWTs, passwords in URLs.
const credentialShapes: readonly (readonly [RegExp, string])[] = [
  [/\bsb_[0-9a-f]{32}\b/g, 'sb_[redacted]'],
  [/\beyJ[\w-]{8,}\.[\w-]{8,}\.[\w-]*/g, '[redacted token]'],
  [/:\/\/[^\s/:@]*:[^\s/@]+@/g, '://[redacted]@'],
];

// JSON escapes C0 controls by itself; terminals also obey DEL and the C1 range, and some viewers break lines at U+2028.

const leftControls = /[\u007F-\u009F\u2028\u2029]/g;

/**
 * A copy of log fields that is safe to write: values under secret-looking keys, registered secrets and credentials
 * inside text are replaced, text is cut at 4,096 characters, nesting ends at 6 levels, lists at 100 items.
 */
export function redactFields(fields: object, depth = 0): Record<string, unknown> {
  const clean: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(fields)) clean[key] = isSecretKey(key) ? mark : redact(value, depth);
  return clean;
}

function redact(value: unknown, depth: number): unknown {
  switch (typeof value) {
    case 'string':
      return cleanText(value);
    case 'bigint':
      return value.toString();
    case 'object':
      return value === null ? null : redactObject(value, depth);
    case 'function':
    case 'symbol':
      return undefined;
    default:
      return value;
  }
}

function redactObject(value: object, depth: number): unknown {
  if (value instanceof Date) return value;
  if (depth >= maxDepth) return '[deeper]';
  if (Array.isArray(value)) return value.slice(0, maxItems).map((item) => redact(item, depth + 1));
  if (value instanceof Uint8Array) return `[${value.byteLength} bytes]`;
  return redactFields(value, depth + 1);
}

/** Text as it may be written to a log. */
export function cleanText(text: string): string {
  let clean = text;
  // Shorter text holds neither a registered secret nor a credential.
  if (text.length >= leastSecretLength) {
    clean = withoutSecrets(clean);
    for (const [shape, replacement] of credentialShapes) clean = clean.replace(shape, replacement);
  }
  clean = clean.replace(leftControls, ' ');
  return clean.length > maxTextLength ? `${clean.slice(0, maxTextLength)}…` : clean;
}

// Nearly all keys are words of this program; the bound is for those that came from outside.
const known = new Map<string, boolean>();
const maxKnown = 1_000;

function isSecretKey(key: string): boolean {
  const decided = known.get(key);
  if (decided !== undefined) return decided;
  const isSecret = secretKeys.has(key.toLowerCase().replace(/[-_]/g, ''));
  if (known.size < maxKnown) known.set(key, isSecret);
  return isSecret;
}
