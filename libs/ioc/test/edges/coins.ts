import { createHash } from 'node:crypto';

/** Addresses made from bytes, by the published rules and apart from the library under test. */

const BITCOIN = '123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz';
const RIPPLE = 'rpshnaf39wBUDNEGHJKLM4PQRST7VWXYZ2bcdeCg65jkm8oFqi1tuvAxyz';

const sha256 = (bytes: Uint8Array): Buffer => createHash('sha256').update(bytes).digest();

/** Bytes that look random and are the same in every run. */
export const bytesOf = (seed: string, length: number): Buffer =>
  createHash('sha512').update(`sentrybox ${seed}`).digest().subarray(0, length);

function base58(bytes: Uint8Array, alphabet = BITCOIN): string {
  let number = BigInt(`0x0${Buffer.from(bytes).toString('hex')}`);
  let text = '';
  for (; number > 0n; number /= 58n) text = (alphabet[Number(number % 58n)] ?? '') + text;
  for (const byte of bytes) {
    if (byte !== 0) break;
    text = (alphabet[0] ?? '') + text;
  }
  return text;
}

const withCheck = (payload: Uint8Array): Buffer => Buffer.concat([payload, sha256(sha256(payload)).subarray(0, 4)]);

export const base58check = (version: number, body: Uint8Array): string =>
  base58(withCheck(Buffer.concat([Buffer.of(version), body])));

export const xrpAddress = (account: Uint8Array): string =>
  base58(withCheck(Buffer.concat([Buffer.of(0), account])), RIPPLE);

export const solAddress = (key: Uint8Array): string => base58(key);

const CHARSET = 'qpzry9x8gf2tvdw0s3jn54khce6mua7l';
const GENERATOR = [0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd, 0x2a1462b3];

function polymod(values: readonly number[]): number {
  let check = 1;
  for (const value of values) {
    const top = check >>> 25;
    check = ((check & 0x1ffffff) << 5) ^ value;
    GENERATOR.forEach((term, at) => {
      if ((top >>> at) & 1) check ^= term;
    });
  }
  return check >>> 0;
}

/** BIP 173 for version 0, BIP 350 above. */
export function segwit(prefix: string, version: number, program: Uint8Array): string {
  const bits = [...program].map((byte) => byte.toString(2).padStart(8, '0')).join('');
  const words = (bits.match(/.{1,5}/g) ?? []).map((group) => parseInt(group.padEnd(5, '0'), 2));
  const data = [version, ...words];
  const codes = Array.from(prefix, (letter) => letter.charCodeAt(0));
  const expanded = [...codes.map((code) => code >> 5), 0, ...codes.map((code) => code & 31)];
  const constant = version === 0 ? 1 : 0x2bc830a3;
  const check = polymod([...expanded, ...data, 0, 0, 0, 0, 0, 0]) ^ constant;
  const digits = [0, 1, 2, 3, 4, 5].map((at) => (check >>> (5 * (5 - at))) & 31);
  return `${prefix}1${[...data, ...digits].map((word) => CHARSET[word] ?? '').join('')}`;
}

const MASK = (1n << 64n) - 1n;
const rotate = (lane: bigint, by: number): bigint =>
  by === 0 ? lane : ((lane << BigInt(by)) | (lane >> BigInt(64 - by))) & MASK;

/** Round constants by the feedback register of FIPS 202, section 3.2.5. */
function roundConstants(): bigint[] {
  let register = 1;
  const bit = (): number => {
    const out = register & 1;
    register = register & 0x80 ? ((register << 1) ^ 0x171) & 0xff : (register << 1) & 0xff;
    return out;
  };
  return Array.from({ length: 24 }, () => {
    let constant = 0n;
    for (let at = 0; at <= 6; at += 1) if (bit()) constant |= 1n << BigInt(2 ** at - 1);
    return constant;
  });
}

function permute(state: bigint[]): void {
  const at = (x: number, y: number): bigint => state[(x % 5) + 5 * (y % 5)] ?? 0n;
  for (const constant of roundConstants()) {
    const columns = [0, 1, 2, 3, 4].map((x) => at(x, 0) ^ at(x, 1) ^ at(x, 2) ^ at(x, 3) ^ at(x, 4));
    for (let lane = 0; lane < 25; lane += 1) {
      const x = lane % 5;
      state[lane] = (state[lane] ?? 0n) ^ (columns[(x + 4) % 5] ?? 0n) ^ rotate(columns[(x + 1) % 5] ?? 0n, 1);
    }
    const moved: bigint[] = [...state];
    for (let [x, y, step] = [1, 0, 0]; step < 24; step += 1) {
      const turned = rotate(at(x, y), (((step + 1) * (step + 2)) / 2) % 64);
      [x, y] = [y, (2 * x + 3 * y) % 5];
      moved[x + 5 * y] = turned;
    }
    for (let lane = 0; lane < 25; lane += 1) {
      const [x, y] = [lane % 5, Math.floor(lane / 5)];
      const next = moved[((x + 1) % 5) + 5 * y] ?? 0n;
      const afterNext = moved[((x + 2) % 5) + 5 * y] ?? 0n;
      state[lane] = (moved[lane] ?? 0n) ^ (~next & MASK & afterNext);
    }
    state[0] = (state[0] ?? 0n) ^ constant;
  }
}

/** The Keccak of before FIPS 202 (padding 0x01), as Ethereum and Monero use it. */
export function keccak256(input: Uint8Array): Buffer {
  const rate = 136;
  const padded = Buffer.alloc((Math.floor(input.length / rate) + 1) * rate);
  padded.set(input);
  padded[input.length] = 0x01;
  padded[padded.length - 1] = (padded[padded.length - 1] ?? 0) | 0x80;
  const state = new Array<bigint>(25).fill(0n);
  for (let block = 0; block < padded.length; block += rate) {
    for (let lane = 0; lane < rate / 8; lane += 1) {
      state[lane] = (state[lane] ?? 0n) ^ padded.readBigUInt64LE(block + lane * 8);
    }
    permute(state);
  }
  const out = Buffer.alloc(32);
  for (let lane = 0; lane < 4; lane += 1) out.writeBigUInt64LE(state[lane] ?? 0n, lane * 8);
  return out;
}

/** EIP-55: a letter is a capital where the digest of the lower-case address has a digit of 8 and more. */
export function ethAddress(account: Uint8Array): string {
  const lower = Buffer.from(account).toString('hex');
  const digest = keccak256(Buffer.from(lower, 'ascii')).toString('hex');
  return `0x${Array.from(lower, (digit, at) => (parseInt(digest[at] ?? '0', 16) > 7 ? digit.toUpperCase() : digit)).join('')}`;
}

const BLOCK_LENGTHS = [0, 2, 3, 5, 6, 7, 9, 10, 11];

/** Monero writes each eight bytes as eleven letters and the rest shorter. */
export function xmrAddress(network: number, keys: Uint8Array): string {
  const payload = Buffer.concat([Buffer.of(network), keys]);
  const whole = Buffer.concat([payload, keccak256(payload).subarray(0, 4)]);
  let text = '';
  for (let at = 0; at < whole.length; at += 8) {
    const block = whole.subarray(at, at + 8);
    let number = BigInt(`0x${block.toString('hex')}`);
    let part = '';
    for (; number > 0n; number /= 58n) part = (BITCOIN[Number(number % 58n)] ?? '') + part;
    text += part.padStart(BLOCK_LENGTHS[block.length] ?? 0, '1');
  }
  return text;
}

/** The address with one letter changed for another of its alphabet. */
export const spoiled = (address: string, at = 12): string =>
  address.slice(0, at) + (address[at] === 'q' ? 'p' : 'q') + address.slice(at + 1);
