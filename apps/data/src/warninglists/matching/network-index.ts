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

function parseNetwork(text: string): Network | undefined {
  const [address = '', prefix] = text.trim().split('/');
  const bytes = bytesOf(address);
  if (bytes === undefined) return undefined;
  const most = bytes.length * 8;
  const bits = prefix === undefined ? most : Number(prefix);
  return Number.isInteger(bits) && bits >= 0 && bits <= most ? { bytes, bits } : undefined;
}

function bytesOf(address: string): Uint8Array | undefined {
  if (!ipaddr.isValid(address)) return undefined;
  return Uint8Array.from(ipaddr.process(address).toByteArray());
}

function keyOf(bytes: Uint8Array, bits: number): string {
  const kept = bytes.slice(0, Math.ceil(bits / 8));
  const spare = kept.length * 8 - bits;
  const last = kept.at(-1);
  if (spare > 0 && last !== undefined) kept[kept.length - 1] = last & (0xff << spare);
  return `${String(bytes.length)}/${String(bits)}/${Buffer.from(kept).toString('latin1')}`;
}
