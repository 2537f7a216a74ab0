import { withoutSecrets } from './secret-values';

const maxDepth = 6;
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
 * inside text are replaced, text is cut at 4,096 characters, nesting ends at 6 levels.
 */
export function redact(value: unknown, depth = 0): unknown {
  if (typeof value === 'string') return cleanText(value);
  if (typeof value === 'bigint') return value.toString();
  if (value === null || typeof value !== 'object') return typeof value === 'function' ? undefined : value;
  if (value instanceof Date) return value;
  if (depth >= maxDepth) return '[deeper]';
  if (Array.isArray(value)) return value.slice(0, 100).map((item) => redact(item, depth + 1));
  if (value instanceof Uint8Array) return `[${value.byteLength} bytes]`;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [key, isSecretKey(key) ? mark : redact(item, depth + 1)]),
  );
}

/** Text as it may be written to a log. */
export function cleanText(text: string): string {
  let clean = withoutSecrets(text);
  for (const [shape, replacement] of credentialShapes) clean = clean.replace(shape, replacement);
  clean = clean.replace(leftControls, ' ');
  return clean.length > maxTextLength ? `${clean.slice(0, maxTextLength)}…` : clean;
}

function isSecretKey(key: string): boolean {
  return secretKeys.has(key.toLowerCase().replace(/[-_]/g, ''));
}
