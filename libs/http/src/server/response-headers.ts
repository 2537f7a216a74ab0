/** On every answer of an API: nothing is sniffed, framed, rendered or kept. Pages and cacheable lists override what they need. */
export const defaultHeaders: Readonly<Record<string, string>> = {
  'x-content-type-options': 'nosniff',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'cache-control': 'no-store',
};

/** On answers that leave over TLS, which a trusted proxy says: for half a year the host is called no other way. */
export const behindTls: Readonly<Record<string, string>> = {
  'strict-transport-security': `max-age=${182 * 86_400}`,
};
