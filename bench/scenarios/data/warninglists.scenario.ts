/* eslint-disable @nx/enforce-module-boundaries -- measures one part of an app in this process; see servers/analysis/bench-plugins.ts */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { mispWarninglistSchema, warninglistMatchTypes } from '@sentrybox/contracts';
import { z } from 'zod';
import { candidatesOf } from '../../../apps/data/src/warninglists/matching/candidates';
import { ListIndex } from '../../../apps/data/src/warninglists/matching/list-index';
import type { WarninglistSource } from '../../../apps/data/src/warninglists/matching/list-index';
import type { Arena, Measurement, Scenario } from '../../harness/scenario';
import { publicAddresses } from '../public-addresses';

const values = 100_000;
const leastPerSecond = 200_000;
const mostMemoryMb = 400;
/** Looking list by list is so much slower that a part of the values tells. */
const naiveValues = 2_000;

export const dataWarninglists: Scenario = {
  name: 'data-warninglists',
  title: 'Looking values up on all of MISP’s warninglists',
  description:
    `Every list of the folder feeds/warninglists of CORPORA_DIR in memory (its own number of entries is in the details), ` +
    `${values.toLocaleString('en')} values: four in ten addresses, three names, two URLs, one digest, of which few stand on a ` +
    'list. The baseline asks each list by itself, as one would write it first. It is required to do 200,000 a second in ' +
    'less than 400 MB.',
  unit: 'values/s',
  isHigherBetter: true,
  rounds: 5,
  open,
};

function open(): Promise<Arena> {
  const lists = publishedLists();
  const asked = valuesToAsk();
  const before = process.memoryUsage().heapUsed;
  const together = new ListIndex();
  for (const list of lists) together.add(list);
  const details = {
    heap_mb: Math.max(0, process.memoryUsage().heapUsed - before) / 1e6,
    lists: together.listCount,
    entries: together.entryCount,
  };
  const apart = lists.map((list) => {
    const index = new ListIndex();
    index.add(list);
    return index;
  });
  return Promise.resolve({
    contestants: [
      {
        name: 'List by list',
        isBaseline: true,
        measure: () => Promise.resolve(matched(apart, asked.slice(0, naiveValues), details)),
      },
      {
        name: 'Sentrybox, all lists together',
        isBaseline: false,
        limit: leastPerSecond,
        detailLimits: { heap_mb: mostMemoryMb },
        measure: () => Promise.resolve(matched([together], asked, details)),
      },
    ],
    close: () => Promise.resolve(),
  });
}

type Asked = readonly [type: string, value: string];

function matched(indexes: readonly ListIndex[], asked: readonly Asked[], details: Measurement['details']): Measurement {
  const startedMs = performance.now();
  let hits = 0;
  for (const [type, value] of asked) {
    const candidates = candidatesOf(type, value);
    for (const index of indexes) hits += index.match(candidates).length;
  }
  const seconds = (performance.now() - startedMs) / 1_000;
  return { value: asked.length / seconds, count: asked.length, details: { ...details, hits } };
}

function publishedLists(): WarninglistSource[] {
  const corpora = process.env.CORPORA_DIR ?? '';
  if (corpora === '') throw new Error('CORPORA_DIR has to name the folder with the published lists.');
  const folder = join(corpora, 'feeds', 'warninglists');
  const files = readdirSync(folder).filter((name) => name.endsWith('.json'));
  return files.map((file): WarninglistSource => {
    const list = mispWarninglistSchema.parse(JSON.parse(readFileSync(join(folder, file), 'utf8')));
    return {
      name: list.name,
      description: list.description,
      matchType: z.enum(warninglistMatchTypes).parse(list.type),
      attributes: list.matching_attributes,
      signal: null,
      entries: list.list,
    };
  });
}

function valuesToAsk(): Asked[] {
  const addresses = publicAddresses(values);
  return addresses.map((address, n): Asked => {
    const name = `mail-${n.toString(36)}.shop${address.replaceAll('.', '')}.example.${['com', 'net', 'ru', 'org'][n % 4] ?? ''}`;
    if (n % 10 < 4) return ['ipv4', address];
    if (n % 10 < 7) return ['domain', name];
    if (n % 10 < 9) return ['url', `http://login.${name}/path/${n}/index.php?id=${n}`];
    return ['sha256', createHash('sha256').update(name).digest('hex')];
  });
}
