import type { SourceFormat } from '@sentrybox/contracts';
import { parseFile } from './parse-file';
import type { ParsedRecord } from './parsed-record';
import { MalformedFileError } from './parsed-record';
import { readLines } from './read-lines';

// Every text is read in pieces of each of these sizes: the outcome must not depend on where a chunk ends.
const chunkSizes = [1, 2, 3, 7, 64, 65_536];

async function* inChunks(text: string | Buffer, size: number): AsyncGenerator<Buffer, void> {
  const bytes = Buffer.isBuffer(text) ? text : Buffer.from(text);
  for (let from = 0; from < bytes.length; from += size) {
    await Promise.resolve();
    yield bytes.subarray(from, from + size);
  }
}

async function collect(text: string | Buffer, format: SourceFormat, size: number): Promise<ParsedRecord[]> {
  const records: ParsedRecord[] = [];
  for await (const batch of parseFile(inChunks(text, size), format)) records.push(...batch);
  return records;
}

async function parseAll(text: string | Buffer, format: SourceFormat): Promise<ParsedRecord[]> {
  const [first, ...others] = await Promise.all(chunkSizes.map((size) => collect(text, format, size)));
  for (const other of others) expect(other).toEqual(first);
  return first ?? [];
}

function valuesOf(records: readonly ParsedRecord[]): string[] {
  return records.map((record) => ('fields' in record ? record.fields.value : `!${record.rejection}`));
}

const lines: SourceFormat = { kind: 'lines', comment: '#', value_column: 0 };

describe('plain lists', () => {
  it('skips comments and empty lines, cuts CRLF, the byte order mark and a comment behind a value', async () => {
    const text = '\u{FEFF}# title\r\n1.2.3.4\r\n\r\n  example.com  # seen today\nhttp://a.example/#part\n';
    expect(valuesOf(await parseAll(text, lines))).toEqual(['1.2.3.4', 'example.com', 'http://a.example/#part']);
  });

  it('reads the last line without a line end', async () => {
    expect(valuesOf(await parseAll('a.example\nb.example', lines))).toEqual(['a.example', 'b.example']);
  });

  it('takes one part of a line, by blanks or by a delimiter, and says where it is missing', async () => {
    const blanks: SourceFormat = { kind: 'lines', comment: '#', delimiter: 'whitespace', value_column: 1 };
    expect(valuesOf(await parseAll('7\t1.2.3.4\n9   5.6.7.8\n9\n', blanks))).toEqual([
      '1.2.3.4',
      '5.6.7.8',
      '!value_missing',
    ]);
    const pipe: SourceFormat = { kind: 'lines', comment: '', delimiter: '|', value_column: 2 };
    expect(valuesOf(await parseAll('174 | AS | 1.2.3.4 | x\n', pipe))).toEqual(['1.2.3.4']);
  });

  it('keeps characters of several bytes whole across chunks', async () => {
    expect(valuesOf(await parseAll('bücher.example\n日本.example\n', lines))).toEqual([
      'bücher.example',
      '日本.example',
    ]);
  });

  it('leaves out a line longer than the limit and reads on behind it', async () => {
    for (const size of chunkSizes) {
      const found: [string, boolean][] = [];
      for await (const batch of readLines(inChunks(`${'x'.repeat(500)}\nnext.example\n`, size), 100)) {
        found.push(...batch.map((line): [string, boolean] => [line.text.slice(0, 12), line.isTooLong]));
      }
      expect(found).toEqual([
        ['xxxxxxxxxxxx', true],
        ['next.example', false],
      ]);
    }
  });
});

describe('CSV', () => {
  const csv: SourceFormat = {
    kind: 'csv',
    comment: '#',
    delimiter: ',',
    has_header: true,
    columns: { value: 'IOC', confidence: 'score', tags: 'tags' },
  };

  it('finds columns by name whatever their case, and reads quotes, ragged rows and comments', async () => {
    const text = '# made today\n"id","ioc","Score","tags"\n1,"a.example",80,"x, y"\n\n2,"b ""q"".example"\n3,,5,z\n';
    const records = await parseAll(text, csv);
    expect(valuesOf(records)).toEqual(['a.example', 'b "q".example', '!value_missing']);
    expect(records[0]).toMatchObject({ fields: { confidence: '80', tags: ['x', ' y'] } });
  });

  it('finds columns by position without a header, and mixed line ends', async () => {
    const format: SourceFormat = { ...csv, has_header: false, delimiter: ';', columns: { value: 1 } };
    expect(valuesOf(await parseAll('1;a.example\r\n2;b.example\n', format))).toEqual(['a.example', 'b.example']);
  });

  it.each([
    ['a header without the column', 'id,name\n1,x\n'],
    ['a quote that is never closed', 'ioc,score,tags\n"a.example,1,x\nb.example,2,y\n'],
    ['a record beyond 1 MiB', `ioc,score,tags\n"${'x'.repeat(1_100_000)}",1,y\n`],
  ])('refuses the file for %s', async (_name, text) => {
    await expect(collect(text, csv, 65_536)).rejects.toBeInstanceOf(MalformedFileError);
  });
});

describe('JSON', () => {
  const json: SourceFormat = {
    kind: 'json',
    items: 'data.list',
    fields: { value: 'ioc.value', confidence: 'score', tags: 'tags' },
  };

  it('finds the array at its path, whatever stands around it', async () => {
    const text = JSON.stringify({
      list: ['not this'],
      'data.list': [1],
      note: 'a "quoted" \\ [text] {data: {list: [',
      data: { other: [{ list: [{ ioc: { value: 'no' } }] }], list: [{ ioc: { value: 'a.example' }, score: 0.8 }] },
      after: { list: [1, 2, { x: ']' }] },
    });
    const records = await parseAll(text, json);
    expect(valuesOf(records)).toEqual(['a.example']);
    expect(records[0]).toMatchObject({ fields: { confidence: '0.8' } });
  });

  it('reads an array of plain texts at the root, with escapes', async () => {
    const format: SourceFormat = { kind: 'json', items: '' };
    expect(valuesOf(await parseAll(' [ "a.example" , "b\\u002eexample", 7, null, {} ] \n', format))).toEqual([
      'a.example',
      'b.example',
      '7',
      '!value_missing',
      '!value_missing',
    ]);
    expect(await parseAll('[]', format)).toEqual([]);
  });

  it('leaves out single records that are no JSON or nested deeper than 32', async () => {
    const format: SourceFormat = { kind: 'json', items: '' };
    const text = `["a.example",nonsense,${'['.repeat(40)}${']'.repeat(40)},"b.example"]`;
    expect(valuesOf(await parseAll(text, format))).toEqual([
      'a.example',
      '!malformed_record',
      '!record_too_long',
      'b.example',
    ]);
  });

  it.each([
    ['ends in a record', '{"data":{"list":[{"ioc"'],
    ['ends after the array', '{"data":{"list":[]}'],
    ['has no such path', '{"data":{"items":[]}}'],
    ['has something else at the path', '{"data":{"list":{"a":1}}}'],
    ['is a text at the path', '{"data":{"list":"x"}}'],
    ['is a list where an object should be', '{"data":[1]}'],
    ['goes on after its end', '{"data":{"list":[]}}{"data":1}'],
    ['closes more than it opens', '{"data":{"list":[]}}}'],
    ['is empty', ''],
    ['is an error page', '<html>not found</html>'],
  ])('refuses a document that %s', async (_name, text) => {
    for (const size of chunkSizes) await expect(collect(text, json, size)).rejects.toBeInstanceOf(MalformedFileError);
  });

  it('never reads what a record only inherits', async () => {
    const format: SourceFormat = { kind: 'json', items: '', fields: { value: 'constructor.name' } };
    expect(valuesOf(await parseAll('[{}, {"constructor":{"name":"a.example"}}]', format))).toEqual([
      '!value_missing',
      'a.example',
    ]);
  });

  it('reads one value per line', async () => {
    const format: SourceFormat = { kind: 'ndjson', fields: { value: 'cidr' } };
    const text = '{"cidr":"198.51.0.0/16"}\r\n\nnonsense\n{"type":"metadata"}\n{"cidr":"5.6.0.0/16"}';
    expect(valuesOf(await parseAll(text, format))).toEqual([
      '198.51.0.0/16',
      '!malformed_record',
      '!value_missing',
      '5.6.0.0/16',
    ]);
  });
});
