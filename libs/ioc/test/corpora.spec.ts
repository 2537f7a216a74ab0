import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { extract } from '../src/index';
import type { Hit } from '../src/index';

const folder = process.env.CORPORA_DIR;

/** Reports of two vendors; without the folder these tests are skipped by name. */
const describeCorpora = folder === undefined ? describe.skip : describe;

function texts(): Map<string, string> {
  const root = join(folder ?? '', 'ioc-text');
  return new Map(
    readdirSync(root).flatMap((vendor) =>
      readdirSync(join(root, vendor)).map((file) => [file, readFileSync(join(root, vendor, file), 'utf8')] as const),
    ),
  );
}

/** First column of a two-column table that names the type of its second column. */
const LABELS: Readonly<Record<string, string>> = {
  sha256: 'sha256',
  sha1: 'sha1',
  md5: 'md5',
  domain: 'domain',
  ip: 'ipv4',
  email: 'email',
};

interface Labelled {
  readonly type: string;
  readonly value: string;
  readonly file: string;
}

function labelledRows(file: string, text: string): Labelled[] {
  return text.split(/\r?\n/u).flatMap((line) => {
    const [label = '', value = ''] = line.split(',').map((cell) => cell.trim().replaceAll(/^"|"$/gu, ''));
    const type = LABELS[label.toLowerCase()];
    return type === undefined || value === '' ? [] : [{ type, value, file }];
  });
}

/** What the table's own author got wrong: digests of a wrong length, octets above 255, notes instead of values. */
function isWellFormed({ type, value }: Labelled): boolean {
  const plain = value.toLowerCase().replaceAll('[.]', '.').replaceAll('[@]', '@');
  switch (type) {
    case 'sha256':
      return /^[0-9a-f]{64}$/u.test(plain);
    case 'sha1':
      return /^[0-9a-f]{40}$/u.test(plain);
    case 'md5':
      return /^[0-9a-f]{32}$/u.test(plain);
    case 'ipv4':
      return (
        /^(?:(?:25[0-5]|2[0-4]\d|1?\d?\d)(?:\.(?!$)|$)){4}$/u.test(plain) && !/^(?:10|127|192\.168|0)\./u.test(plain)
      );
    case 'domain':
      return /^(?:[a-z0-9_-]+\.)+[a-z]{2,}$/u.test(plain);
    default:
      return /^[\w.+-]+@[\w.-]+\.[a-z]{2,}$/u.test(plain);
  }
}

describeCorpora('published reports (needs CORPORA_DIR)', () => {
  it('finds what the labelled tables hold, at least 98 in 100 per type', () => {
    const found = new Map<string, { seen: number; all: number; missed: string[] }>();
    for (const [file, text] of texts()) {
      const hits = new Set(extract(text).map((hit) => `${hit.type} ${hit.value}`));
      for (const row of labelledRows(file, text).filter(isWellFormed)) {
        const value = row.value.toLowerCase().replaceAll('[.]', '.').replaceAll('[@]', '@');
        const count = found.get(row.type) ?? { seen: 0, all: 0, missed: [] };
        count.all += 1;
        if (hits.has(`${row.type} ${value}`)) count.seen += 1;
        else count.missed.push(`${file}: ${value}`);
        found.set(row.type, count);
      }
    }
    expect(found.size).toBeGreaterThanOrEqual(5);
    for (const [type, { seen, all, missed }] of found) {
      expect({ type, isEnough: seen / all >= 0.98, missed: seen / all >= 0.98 ? [] : missed.slice(0, 10) }).toEqual({
        type,
        isEnough: true,
        missed: [],
      });
    }
  });

  it('reports every hit where it stands', () => {
    for (const text of texts().values()) {
      const wrong = extract(text).filter((hit: Hit) => text.slice(hit.start, hit.end) !== hit.raw);
      expect(wrong).toEqual([]);
    }
  });
});
