import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { canonicalise, extract } from '../../src/index';
import type { IndicatorType } from '../../src/index';
import { Score } from './score';

const corpora = process.env['CORPORA_DIR'];

interface PublishedList {
  readonly file: string;
  readonly type: IndicatorType;
  /** Column of a comma-separated line that holds the value; the whole line without one. */
  readonly column?: number;
}

/** Files that hold values of one type, one a line, so that their own layout tells what is in them. */
const LISTS: readonly PublishedList[] = [
  { file: 'BazarCall_Appendix-B.txt', type: 'domain' },
  { file: 'Gamaredon_2202_06_Gamaredon_IoC_UPDATE.txt', type: 'domain' },
  { file: 'escelar_domains.txt', type: 'domain' },
  { file: 'gorgon_domains.txt', type: 'domain' },
  { file: 'lotusblossom_c2_domains.txt', type: 'domain' },
  { file: 'notepadcase_Domain_listing.txt', type: 'domain' },
  { file: 'ramdo_domains.txt', type: 'domain' },
  { file: 'magnitude_magek_domains_28JUN2017.txt', type: 'domain' },
  { file: 'lotusblossom_c2_ips.txt', type: 'ipv4' },
  { file: 'notepadcase_IP_listing.txt', type: 'ipv4' },
  { file: 'hidenseek_hardcodedpeers.txt', type: 'ipv4_port' },
  { file: 'Shade_ransomware_Shade-ransomware-URLs-March-and-April-2019.txt', type: 'url' },
  { file: 'Skimmer_IOC.txt', type: 'url' },
  { file: 'agenttesla_agenttesla_panels.txt', type: 'url', column: 0 },
  { file: 'diamondfox_diamondfox_panels.txt', type: 'url', column: 0 },
  { file: 'ispy_ispy_panels.txt', type: 'url', column: 0 },
  { file: 'DanaBotV4_DanaBotV4_hashes.txt', type: 'sha256' },
  { file: 'escelar_sha256_hashes.txt', type: 'sha256' },
  { file: 'lotusblossom_delivery_doc_hashes.txt', type: 'sha256' },
  { file: 'pwobot_hashes.txt', type: 'sha256' },
];

/** Types that such a file holds none of besides its own; a port brings its address along. */
const RIVALS: readonly IndicatorType[] = ['domain', 'ipv4', 'url', 'sha256', 'sha1', 'md5', 'email', 'ipv4_port'];

function scoreList(score: Score, folder: string, { file, type, column }: PublishedList): void {
  const text = readFileSync(join(folder, file), 'utf8');
  const cells = text.split(/\r?\n/u).map((line) => (column === undefined ? line : (line.split(',')[column] ?? '')));
  const expected = new Set<string>();
  for (const cell of cells) {
    const value = canonicalise(type, cell);
    if (value.ok) expected.add(`${type} ${value.value}`);
  }
  const rivals = new Set<IndicatorType>(column === undefined ? RIVALS : [type]);
  if (type === 'ipv4_port') rivals.delete('ipv4');
  const hits = extract(text, { types: [...rivals], includePrivate: true });
  score.add(file, expected, new Set(hits.map((hit) => `${hit.type} ${hit.value}`)));
}

describe('published lists of one type', () => {
  (corpora === undefined ? it.skip : it)(
    'at least 0.98 recall and 0.99 precision for each type with twenty values (needs CORPORA_DIR)',
    () => {
      const score = new Score();
      for (const list of LISTS) scoreList(score, join(corpora ?? '', 'ioc-text', 'pan-unit42+iocs'), list);
      const rows = score.byType().filter(({ expected }) => expected >= 20);
      expect(rows.map(({ type }) => type).sort()).toEqual(['domain', 'ipv4', 'ipv4_port', 'sha256', 'url']);
      for (const { type, recall, precision } of rows) {
        const poor = recall < 0.98 || precision < 0.99;
        expect({ type, mistakes: poor ? score.mistakes(type) : [] }).toEqual({ type, mistakes: [] });
      }
    },
  );
});
