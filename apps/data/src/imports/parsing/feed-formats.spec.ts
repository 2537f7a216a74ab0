import { sourceFormatSchema } from '@sentrybox/contracts';
import type { SourceFormat } from '@sentrybox/contracts';
import { parseFile } from './parse-file';
import { MalformedFileError } from './parsed-record';
import type { ParsedRecord, RecordFields } from './parsed-record';

async function* inChunks(text: string, size: number): AsyncGenerator<Buffer, void> {
  const bytes = Buffer.from(text);
  for (let from = 0; from < bytes.length; from += size) {
    await Promise.resolve();
    yield bytes.subarray(from, from + size);
  }
}

async function collect(text: string, format: SourceFormat, size: number): Promise<ParsedRecord[]> {
  const records: ParsedRecord[] = [];
  for await (const batch of parseFile(inChunks(text, size), format)) records.push(...batch);
  return records;
}

/** The outcome must not depend on where a chunk ends. */
async function parse(text: string, format: unknown): Promise<(RecordFields | string)[]> {
  const read = sourceFormatSchema.parse(format);
  const [whole, ...others] = await Promise.all([65_536, 1, 7].map((size) => collect(text, read, size)));
  for (const other of others) expect(other).toEqual(whole);
  return (whole ?? []).map((record) => ('fields' in record ? record.fields : `!${record.rejection}`));
}

const values = (records: readonly (RecordFields | string)[]) =>
  records.map((record) => (typeof record === 'string' ? record : record.value));

describe('CSV of feeds', () => {
  it('finds its column names in the last comment above the rows', async () => {
    const text =
      '# Title, of the list\n#\n# id,url , tags\n########\n"1","http://a.example.com/","x,y"\n"2","http://b.example.com/",""\n';
    const format = { kind: 'csv', header_in_comment: true, columns: { value: 'url', tags: 'tags' } };
    const records = await parse(text, format);
    expect(values(records)).toEqual(['http://a.example.com/', 'http://b.example.com/']);
    expect(records[0]).toMatchObject({ tags: ['x', 'y'] });
  });

  it('takes blanks between comma and quote, a network in two columns, and several values of a row', async () => {
    expect(
      values(await parse('"1", "45.154.244.1"\n', { kind: 'csv', has_header: false, columns: { value: 1 } })),
    ).toEqual(['45.154.244.1']);
    const block = { kind: 'csv', has_header: false, delimiter: '\t', columns: { value: 0 }, prefix_column: 2 };
    expect(values(await parse('45.154.244.0\t45.154.244.255\t24\t9\n', block))).toEqual(['45.154.244.0/24']);
    const several = { kind: 'csv', has_header: false, delimiter: ';', columns: { value: 0 }, further_values: [1] };
    expect(values(await parse('http://a.example.com/;45.154.244.1\n;45.154.244.2\n;\n', several))).toEqual([
      'http://a.example.com/',
      '45.154.244.1',
      '45.154.244.2',
      '!value_missing',
    ]);
  });
});

describe('JSON of feeds', () => {
  it('finds lists under any name with `*`, and skips what is none', async () => {
    const text =
      '{"status":"ok","7":[{"v":"a.example.com"}],"n":{"x":[1]},"8":[{"v":"b.example.com"},{"v":"c.example.com"}]}';
    expect(values(await parse(text, { kind: 'json', items: '*', fields: { value: 'v' } }))).toEqual([
      'a.example.com',
      'b.example.com',
      'c.example.com',
    ]);
    await expect(parse('{"status":"ok"}', { kind: 'json', items: '*' })).rejects.toThrow(MalformedFileError);
  });

  it('makes a record of each entry of a value that is a list, and of each entry of a list inside the record', async () => {
    const relays = '{"relays":[{"a":["45.154.244.1","2001:470:1::1"]},{"a":[]}]}';
    expect(values(await parse(relays, { kind: 'json', items: 'relays', fields: { value: 'a' } }))).toEqual([
      '45.154.244.1',
      '2001:470:1::1',
      '!value_missing',
    ]);
    const pulses =
      '{"results":[{"name":"p","TLP":"green","indicators":[{"indicator":"a.example.com","type":"domain"}]}]}';
    const format = {
      kind: 'json',
      items: 'results',
      each: 'indicators',
      fields: { value: 'indicator', type: 'type', tlp: 'TLP', reference: 'name' },
    };
    expect(await parse(pulses, format)).toEqual([
      expect.objectContaining({ value: 'a.example.com', type: 'domain', tlp: 'green', reference: 'p' }),
    ]);
  });
});

it('of a hosts file takes the names, and not those of the machine itself', async () => {
  const text =
    '# list\n127.0.0.1 localhost\n::1 ip6-localhost\n0.0.0.0 a.example.com b.example.com # both\n0.0.0.0\n0.0.0.0 0.0.0.0\n';
  expect(values(await parse(text, { kind: 'hosts' }))).toEqual(['a.example.com', 'b.example.com', '!value_missing']);
});

describe('text and web pages', () => {
  it('gives the indicators that stand in them, defanged ones too', async () => {
    const records = await parse('Seen: hxxp://bad.example[.]com/x and 45[.]154[.]244[.]193, not 10.0.0.1.', {
      kind: 'text',
    });
    expect(new Set(values(records))).toEqual(new Set(['http://bad.example.com/x', '45.154.244.193']));
  });

  it('reads of HTML what a person sees and where links lead, no scripts and no markup', async () => {
    const page =
      '<html><script>var a="http://script.example.com/";</script><!-- <b>http://comment.example.com/ -->' +
      '<td title="x">http://cell.example.com/a&amp;b=1</td><td><a href="https://link.example.com/&#x70;">45.154.244.193</a><br/>' +
      '<style>@import "http://style.example.com/"</style></html>';
    const records = await parse(page, { kind: 'text', is_html: true });
    expect(values(records).sort()).toEqual([
      '45.154.244.193',
      'http://cell.example.com/a&b=1',
      'https://link.example.com/p',
    ]);
  });

  it('is limited to the types that the format names', async () => {
    expect(values(await parse('a.example.com 45.154.244.193', { kind: 'text', types: ['ipv4'] }))).toEqual([
      '45.154.244.193',
    ]);
  });
});

describe('MISP events', () => {
  const attribute = (type: string, value: string, more: object = {}) => ({ type, value, to_ids: true, ...more });
  const event = {
    Event: {
      uuid: '5d1c0000-0000-4000-8000-000000000001',
      Tag: [{ name: 'tlp:green' }, { name: 'misp-galaxy:malpedia="Emotet"' }],
      Attribute: [
        attribute('ip-dst|port', '45.154.244.193|443', { timestamp: '1700000000' }),
        attribute('filename|sha256', `a.exe|${'a'.repeat(64)}`, { Tag: [{ name: 'tlp:red' }] }),
        attribute('domain', 'unmarked.example.com', { to_ids: false }),
        attribute('yara', 'rule x {}'),
        { nothing: true },
      ],
      Object: [{ Attribute: [attribute('hostname', 'c2.example.com')] }],
    },
  };

  it('give the parts of each marked attribute that are indicators, with what the event says', async () => {
    const records = await parse(JSON.stringify(event, null, 1), { kind: 'misp' });
    expect(records).toEqual([
      expect.objectContaining({
        value: '45.154.244.193',
        type: 'ip',
        tlp: 'tlp:green',
        family: 'Emotet',
        lastSeen: '1700000000',
      }),
      expect.objectContaining({ value: 'a'.repeat(64), type: 'sha256', tlp: 'tlp:red', reference: event.Event.uuid }),
      '!type_not_supported',
      '!malformed_record',
      expect.objectContaining({ value: 'c2.example.com', type: 'domain' }),
    ]);
    expect(await parse(JSON.stringify(event), { kind: 'misp', include_unmarked: true })).toHaveLength(6);
  });

  it('may follow each other, or come as a list or an answer of the API', async () => {
    const one = JSON.stringify(event);
    for (const text of [`${one}\n${one}`, `[${one},${one}]`, `{"response":[${one},${one}]}`]) {
      expect(await parse(text, { kind: 'misp' })).toHaveLength(10);
    }
  });

  it.each([
    ['no JSON', '<html>'],
    ['another document', '{"a":1}'],
    ['an early end', '{"Event":{'],
    ['nesting beyond 32', '['.repeat(40) + ']'.repeat(40)],
    [
      'more than 100,000 attributes',
      JSON.stringify({ Event: { Attribute: Array.from({ length: 100_001 }, () => ({})) } }),
    ],
  ])('D03 are refused: %s', async (_name, text) => {
    await expect(collect(text, sourceFormatSchema.parse({ kind: 'misp' }), 65_536)).rejects.toThrow(MalformedFileError);
  });
});
