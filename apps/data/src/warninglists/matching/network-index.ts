import ipaddr from 'ipaddr.js';

interface Network {
  readonly bytes: Uint8Array;
  readonly bits: number;
}

/** Networks by family and prefix length, so that a look-up costs one step per length that occurs, whatever the size. */
export class NetworkIndex {
  private readonly entries = new Map<string, string>();
  /** Family in bytes (4 or 16) and length in bits of the prefixes that occur, the longest first. */
  private readonly lengths: { readonly family: number; readonly bits: number }[] = [];

  /** @param networks CIDR notation or bare addresses; what is neither is left out */
  constructor(networks: Iterable<string>) {
    for (const text of networks) {
      const network = parseNetwork(text);
      if (network === undefined) continue;
      const family = network.bytes.length;
      if (!this.lengths.some((each) => each.family === family && each.bits === network.bits)) {
        this.lengths.push({ family, bits: network.bits });
      }
      this.entries.set(keyOf(network.bytes, network.bits), text);
    }
    this.lengths.sort((a, b) => b.bits - a.bits);
  }

  get size(): number {
    return this.entries.size;
  }

  /** The narrowest network around the address, as it was given, or undefined. */
  find(address: string): string | undefined {
    const bytes = bytesOf(address);
    if (bytes === undefined) return undefined;
    for (const { family, bits } of this.lengths) {
      const entry = family === bytes.length ? this.entries.get(keyOf(bytes, bits)) : undefined;
      if (entry !== undefined) return entry;
    }
    return undefined;
  }
}

// Strict, because a prefix or an address that is read generously covers what nobody meant: "10.0.0.0/" is not "/0".
function parseNetwork(text: string): Network | undefined {
  const slash = text.indexOf('/');
  const bytes = bytesOf((slash < 0 ? text : text.slice(0, slash)).trim());
  if (bytes === undefined) return undefined;
  const most = bytes.length * 8;
  if (slash < 0) return { bytes, bits: most };
  const prefix = text.slice(slash + 1).trim();
  const bits = /^\d{1,3}$/.test(prefix) ? Number(prefix) : Number.NaN;
  return bits <= most ? { bytes, bits } : undefined;
}

function bytesOf(address: string): Uint8Array | undefined {
  if (ipaddr.IPv4.isValidFourPartDecimal(address)) return Uint8Array.from(ipaddr.IPv4.parse(address).toByteArray());
  if (!address.includes(':') || !ipaddr.IPv6.isValid(address)) return undefined;
  return Uint8Array.from(ipaddr.process(address).toByteArray());
}

function keyOf(bytes: Uint8Array, bits: number): string {
  const kept = bytes.slice(0, Math.ceil(bits / 8));
  const spare = kept.length * 8 - bits;
  const last = kept.at(-1);
  if (spare > 0 && last !== undefined) kept[kept.length - 1] = last & (0xff << spare);
  return `${String(bytes.length)}/${String(bits)}/${Buffer.from(kept).toString('latin1')}`;
}
