type Value = string | number | { readonly [name: string]: Value };

const recordBits = 32;
const separatorBytes = 16;

/**
 * A MaxMind database of IPv4 networks as bytes (MaxMind DB File Format Specification 2.0): a binary tree of 32-bit records,
 * 16 zero bytes, the records' values, metadata.
 * @param networks by their bits, `0101…`, none within another
 */
export function mmdbOf(networks: ReadonlyMap<string, Value>): Buffer {
  const nodes: [Child, Child][] = [[undefined, undefined]];
  const data: Buffer[] = [];
  let dataBytes = 0;
  for (const [bits, value] of networks) {
    let node = 0;
    for (const bit of bits.slice(0, -1)) {
      const side = bit === '1' ? 1 : 0;
      const next = nodes[node]?.[side];
      if (typeof next === 'number') node = next;
      else {
        nodes.push([undefined, undefined]);
        set(nodes, node, side, nodes.length - 1);
        node = nodes.length - 1;
      }
    }
    set(nodes, node, bits.endsWith('1') ? 1 : 0, { dataOffset: dataBytes });
    const encoded = encode(value);
    data.push(encoded);
    dataBytes += encoded.length;
  }
  const tree = Buffer.alloc(nodes.length * 8);
  nodes.forEach(([left, right], index) => {
    tree.writeUInt32BE(pointer(left, nodes.length), index * 8);
    tree.writeUInt32BE(pointer(right, nodes.length), index * 8 + 4);
  });
  const metadata = encode({
    binary_format_major_version: 2,
    binary_format_minor_version: 0,
    build_epoch: 1_780_000_000,
    database_type: 'Test',
    description: { en: 'made by a test' },
    ip_version: 4,
    node_count: nodes.length,
    record_size: recordBits,
  });
  return Buffer.concat([
    tree,
    Buffer.alloc(separatorBytes),
    ...data,
    Buffer.from('\xab\xcd\xefMaxMind.com', 'latin1'),
    metadata,
  ]);
}

type Child = number | { readonly dataOffset: number } | undefined;

function set(nodes: [Child, Child][], node: number, side: 0 | 1, child: Child): void {
  const pair = nodes[node];
  if (pair !== undefined) pair[side] = child;
}

function pointer(child: Child, nodeCount: number): number {
  if (child === undefined) return nodeCount; // nothing is known
  return typeof child === 'number' ? child : nodeCount + separatorBytes + child.dataOffset;
}

/** Types: 2 text, 3 double, 6 unsigned 32-bit, 7 map. */
function encode(value: Value): Buffer {
  if (typeof value === 'string') return Buffer.concat([head(2, Buffer.byteLength(value)), Buffer.from(value)]);
  if (typeof value === 'number') {
    const bytes = Buffer.alloc(Number.isInteger(value) ? 4 : 8);
    if (Number.isInteger(value)) bytes.writeUInt32BE(value);
    else bytes.writeDoubleBE(value);
    return Buffer.concat([head(Number.isInteger(value) ? 6 : 3, bytes.length), bytes]);
  }
  const entries = Object.entries(value);
  return Buffer.concat([head(7, entries.length), ...entries.flatMap(([name, each]) => [encode(name), encode(each)])]);
}

function head(type: number, size: number): Buffer {
  return size < 29 ? Buffer.from([(type << 5) | size]) : Buffer.from([(type << 5) | 29, size - 29]);
}
