import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { canonicalise, extract } from '../../src/index';
import type { IndicatorType } from '../../src/index';
import { parseCsv } from './csv';
import { Score } from './score';

const corpora = process.env['CORPORA_DIR'];

/** What the first column of the published tables calls a type. Labels with a mixed meaning are left out. */
const LABELS: Readonly<Record<string, IndicatorType>> = {
  sha256: 'sha256',
  'sha-256': 'sha256',
  sha1: 'sha1',
  md5: 'md5',
  domain: 'domain',
  url: 'url',
  ip: 'ipv4',
  'ip address': 'ipv4',
  ip_port: 'ipv4_port',
  email: 'email',
  file_path: 'windows_path',
  file_path_name: 'windows_path',
  filename: 'file_name',
  file_name: 'file_name',
  registry_path: 'registry_key',
};

/** Types whose values are one word, so that anything else found in their cell is wrong. */
const PRECISE = new Set<IndicatorType>(['sha256', 'sha1', 'md5', 'domain', 'url', 'ipv4']);

/** A file name of several words can only be read where something encloses it; a URL has a scheme or a path. */
function isReadable(type: IndicatorType, value: string): boolean {
  if (type === 'url') return value.includes('/');
  return type !== 'file_name' || !/[\s%]/.test(value);
}

function scoreOf(folder: string): Score {
  const score = new Score();
  for (const file of readdirSync(folder).filter((name) => name.endsWith('.csv'))) {
    const text = readFileSync(join(folder, file), 'utf8');
    const hits = extract(text);
    const everywhere = new Set(hits.map(({ type, value }) => `${type} ${value}`));
    for (const [label = '', cell = ''] of parseCsv(text)) {
      const type = LABELS[label.trim().toLowerCase()];
      if (type === undefined || !isReadable(type, cell.trim())) continue;
      const canonical = canonicalise(type, cell);
      // A cell that is not of its label is a slip of the table, of which there are some hundred.
      if (!canonical.ok) continue;
      const expected = new Set([`${type} ${canonical.value}`]);
      const inCell = PRECISE.has(type) ? hits.filter(({ raw }) => raw === cell.trim()) : [];
      const found = new Set(inCell.map((hit) => `${hit.type} ${hit.value}`));
      for (const value of expected) if (everywhere.has(value)) found.add(value);
      score.add(file, expected, found);
    }
  }
  return score;
}

describe('labelled tables of published research', () => {
  (corpora === undefined ? it.skip : it)(
    'at least 0.98 recall and 0.99 precision for each type (needs CORPORA_DIR)',
    () => {
      const score = scoreOf(join(corpora ?? '', 'ioc-text', 'sophoslabs+IoCs'));
      const rows = score.byType();
      expect(rows.reduce((sum, { expected }) => sum + expected, 0)).toBeGreaterThan(10_000);
      for (const { type, recall, precision } of rows) {
        const poor = recall < 0.98 || precision < 0.99;
        expect({ type, mistakes: poor ? score.mistakes(type) : [] }).toEqual({ type, mistakes: [] });
      }
    },
  );
});
