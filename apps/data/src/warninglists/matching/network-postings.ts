import ipaddr from 'ipaddr.js';
import { eachSlot, Postings } from './postings';

interface Network {
  /** Of IPv4 the 32 bits as a signed number, which is what engines compute and hash fastest; of IPv6 its bytes. */
  readonly address: number | Uint8Array;
  readonly bits: number;
}

/** Networks of many lists by family and prefix length: a look-up costs one step per length that occurs. */
export class NetworkPostings {
  private readonly v4 = new Map<number, Postings<number>>();
  private readonly v6 = new Map<number, Postings<string>>();
  /** For each block of 16 bits which prefix lengths (1 to 32, as bits from 0) its networks and those around it have. */
  private readonly v4Lengths = new Uint32Array(blocks);
  private v6Lengths: readonly number[] = [];

  /** @returns the network as one text, the same for all its spellings; undefined for what is none. */
  add(text: string, slot: number): string | undefined {
    const network = parseNetwork(text);
    if (network === undefined) return undefined;
    const { address, bits } = network;
    if (typeof address === 'number') {
      const key = masked4(address, bits);
      tableOf(this.v4, bits).add(key, slot);
      this.note4(key, bits);
      return `${key}/${bits}`;
    }
    const key = masked6(address, bits);
    tableOf(this.v6, bits).add(key, slot);
    if (this.v6Lengths.length !== this.v6.size) this.v6Lengths = longestFirst(this.v6);
    return `${key}/${bits}`;
  }

  remove(slot: number): void {
    for (const table of this.v4.values()) table.remove(slot);
    for (const table of this.v6.values()) table.remove(slot);
  }

  /** Tells the lists that have a network around the address, the narrowest network first. */
  find(text: string, visit: (slot: number, network: string) => void): void {
    const address = addressOf(text);
    if (address === undefined) return;
    if (typeof address === 'number') {
      let lengths = this.v4Lengths[address >>> 16] ?? 0;
      while (lengths !== 0) {
        const bits = 32 - Math.clz32(lengths);
        lengths ^= 1 << (bits - 1);
        this.find4(masked4(address, bits), bits, visit);
      }
      this.find4(0, 0, visit);
      return;
    }
    for (const bits of this.v6Lengths) {
      const key = masked6(address, bits);
      const slots = this.v6.get(bits)?.get(key);
      if (slots !== undefined)
        eachSlot(slots, (slot) => {
          visit(slot, network6(address, bits));
        });
    }
  }

  private find4(key: number, bits: number, visit: (slot: number, network: string) => void): void {
    const slots = this.v4.get(bits)?.get(key);
    if (slots === undefined) return;
    eachSlot(slots, (slot) => {
      visit(slot, network4(key, bits));
    });
  }

  private note4(key: number, bits: number): void {
    if (bits === 0) return;
    const first = key >>> 16;
    const last = bits >= 16 ? first : first + 2 ** (16 - bits) - 1;
    for (let block = first; block <= last; block += 1) {
      this.v4Lengths[block] = (this.v4Lengths[block] ?? 0) | (1 << (bits - 1));
    }
  }
}

const blocks = 65_536;

function tableOf<Key extends string | number>(tables: Map<number, Postings<Key>>, bits: number): Postings<Key> {
  const known = tables.get(bits) ?? new Postings<Key>();
  tables.set(bits, known);
  return known;
}

function longestFirst(tables: ReadonlyMap<number, unknown>): number[] {
  return [...tables.keys()].sort((a, b) => b - a);
}

// Strict, because a prefix or an address that is read generously covers what nobody meant: "10.0.0.0/" is not "/0".
function parseNetwork(text: string): Network | undefined {
  const slash = text.indexOf('/');
  const address = addressOf((slash < 0 ? text : text.slice(0, slash)).trim());
  if (address === undefined) return undefined;
  const most = typeof address === 'number' ? 32 : 128;
  if (slash < 0) return { address, bits: most };
  const prefix = text.slice(slash + 1).trim();
  const bits = /^\d{1,3}$/.test(prefix) ? Number(prefix) : Number.NaN;
  return bits <= most ? { address, bits } : undefined;
}

function addressOf(text: string): number | Uint8Array | undefined {
  if (!text.includes(':')) return dottedAddress(text);
  if (!ipaddr.IPv6.isValid(text)) return undefined;
  const address = ipaddr.process(text);
  return address.kind() === 'ipv4' ? dottedAddress(address.toString()) : Uint8Array.from(address.toByteArray());
}

// Four decimal numbers without leading zeros, which some readers take for octal.
function dottedAddress(text: string): number | undefined {
  let address = 0;
  let octets = 0;
  let octet = -1; // no digit yet
  for (let at = 0; at <= text.length; at += 1) {
    const code = at === text.length ? dot : text.charCodeAt(at);
    if (code === dot) {
      if (octet < 0 || octet > 255) return undefined;
      address = (address << 8) | octet;
      octets += 1;
      octet = -1;
    } else if (code < zero || code > zero + 9 || octet === 0 || octet > 255) return undefined;
    else octet = (octet < 0 ? 0 : octet * 10) + code - zero;
  }
  return octets === 4 ? address : undefined;
}

const dot = 46;
const zero = 48;

// A shift by 32 would be none.
function masked4(address: number, bits: number): number {
  return bits === 0 ? 0 : address & (-1 << (32 - bits));
}

function masked6(bytes: Uint8Array, bits: number): string {
  const kept = bytes.slice(0, Math.ceil(bits / 8));
  const spare = kept.length * 8 - bits;
  const last = kept.at(-1);
  if (spare > 0 && last !== undefined) kept[kept.length - 1] = last & (0xff << spare);
  return Buffer.from(kept).toString('latin1');
}

function network4(key: number, bits: number): string {
  const text = [key >>> 24, key >>> 16, key >>> 8, key].map((part) => part & 0xff).join('.');
  return bits === 32 ? text : `${text}/${bits}`;
}

function network6(bytes: Uint8Array, bits: number): string {
  const address = new ipaddr.IPv6([...bytes]).toString();
  return bits === 128 ? address : `${ipaddr.IPv6.networkAddressFromCIDR(`${address}/${bits}`).toString()}/${bits}`;
}
