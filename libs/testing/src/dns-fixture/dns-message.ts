/** Numbers of RFC 1035 3.2.2 and the later types that a fixture can answer with. */
const typeNumbers = { A: 1, NS: 2, CNAME: 5, SOA: 6, PTR: 12, MX: 15, TXT: 16, AAAA: 28, CAA: 257 } as const;
export type FixtureRecordType = keyof typeof typeNumbers;

export interface DnsQuery {
  readonly id: number;
  readonly name: string;
  readonly type: string;
  /** The question as it came, to be repeated in the answer. */
  readonly question: Buffer;
}

const headerBytes = 12;

/** Reads the one question of a query (RFC 1035 4.1). */
export function readQuery(message: Buffer): DnsQuery {
  const labels: string[] = [];
  let at = headerBytes;
  for (let length = message.readUInt8(at); length > 0; length = message.readUInt8(at)) {
    labels.push(message.toString('latin1', at + 1, at + 1 + length));
    at += length + 1;
  }
  const number = message.readUInt16BE(at + 1);
  const type = Object.entries(typeNumbers).find(([, each]) => each === number)?.[0] ?? String(number);
  const question = message.subarray(headerBytes, at + 5);
  return { id: message.readUInt16BE(0), name: labels.join('.').toLowerCase(), type, question };
}

/** An answer with these records, each the data of its type. @param rcode 0 no error, 2 failure, 3 no such name, 5 refused */
export function writeAnswer(query: DnsQuery, rcode: number, records: readonly Buffer[]): Buffer {
  const header = Buffer.alloc(headerBytes);
  header.writeUInt16BE(query.id, 0);
  header.writeUInt16BE(0x8180 | rcode, 2); // an answer, recursion desired and available
  header.writeUInt16BE(1, 4);
  header.writeUInt16BE(records.length, 6);
  const type = typeNumbers[query.type as FixtureRecordType]; // only known types are given records
  const answers = records.map((data) => {
    const head = Buffer.alloc(headerBytes);
    head.writeUInt16BE(0xc000 | headerBytes, 0); // the name of the question
    head.writeUInt16BE(type, 2);
    head.writeUInt16BE(1, 4);
    head.writeUInt32BE(60, 6);
    head.writeUInt16BE(data.length, 10);
    return Buffer.concat([head, data]);
  });
  return Buffer.concat([header, query.question, ...answers]);
}

/** The data of a record, from its text: an address, a name, `10 mail.example.com`, a text. */
export function recordData(type: FixtureRecordType, text: string): Buffer {
  switch (type) {
    case 'A':
      return Buffer.from(text.split('.').map(Number));
    case 'AAAA':
      return Buffer.from(text.split(':').flatMap((group) => [parseInt(group, 16) >> 8, parseInt(group, 16) & 255]));
    case 'TXT':
      return Buffer.concat([Buffer.from([Buffer.byteLength(text)]), Buffer.from(text)]);
    case 'MX': {
      const [preference = '0', exchange = ''] = text.split(' ');
      return Buffer.concat([Buffer.from([0, Number(preference)]), nameData(exchange)]);
    }
    case 'SOA': {
      const [primary = '', mailbox = '', ...numbers] = text.split(' ');
      const tail = Buffer.alloc(20);
      numbers.forEach((number, index) => tail.writeUInt32BE(Number(number), index * 4));
      return Buffer.concat([nameData(primary), nameData(mailbox), tail]);
    }
    case 'CAA':
      return Buffer.concat([Buffer.from([0, 5]), Buffer.from(`issue${text}`)]);
    default:
      return nameData(text);
  }
}

function nameData(name: string): Buffer {
  const labels = name.split('.').map((label) => Buffer.concat([Buffer.from([label.length]), Buffer.from(label)]));
  return Buffer.concat([...labels, Buffer.from([0])]);
}
