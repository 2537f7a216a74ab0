import { createHash } from 'node:crypto';

/** Digests of short texts: real in form, of nothing that exists. */
export const digest = (algorithm: string, seed = 'edge'): string =>
  createHash(algorithm).update(`sentrybox ${seed}`).digest('hex');

export const MD5 = digest('md5');
export const SHA1 = digest('sha1');
export const SHA224 = digest('sha224');
export const SHA256 = digest('sha256');
export const SHA384 = digest('sha384');
export const SHA512 = digest('sha512');
/** 70 digits, the length of a TLSH digest without its version. */
export const TLSH = digest('sha512', 'tlsh').slice(0, 70).toUpperCase();
