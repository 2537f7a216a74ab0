import { gzipSync } from 'node:zlib';
import { createSource } from '@sentrybox/contracts';
import { ZipFile } from 'yazl';
import { FileReading } from '../imports/ingest/read-file';
import { unpack } from '../imports/unpacking/unpack';
import type { PackedFile } from '../imports/unpacking/packed-file';
import { isFreeToEnable } from './feed';
import { feeds } from './feeds';
import { settingsOf, sourceBodyOf } from './feeds.service';
import { abuseChFixtures } from './fixtures/abuse-ch.fixtures';
import { blocklistsFixtures } from './fixtures/blocklists.fixtures';
import type { FeedFixture } from './fixtures/feed-fixture';
import { malwareFixtures } from './fixtures/malware.fixtures';
import { mispFeedsFixtures } from './fixtures/misp.fixtures';
import { phishingFixtures } from './fixtures/phishing.fixtures';
import { attacksOnServicesFixtures } from './fixtures/services.fixtures';

const fixtures: Readonly<Record<string, FeedFixture>> = {
  ...abuseChFixtures,
  ...mispFeedsFixtures,
  ...phishingFixtures,
  ...blocklistsFixtures,
  ...attacksOnServicesFixtures,
  ...malwareFixtures,
};
const now = new Date('2026-05-03T00:00:00Z');

async function packed({ text, packed: how }: FeedFixture): Promise<PackedFile> {
  const content = how === 'gzip' ? gzipSync(text) : how === 'zip' ? await zipOf(text) : Buffer.from(text);
  return {
    bytes: content.length,
    read: (position, length) => Promise.resolve(content.subarray(position, position + length)),
    async *pieces() {
      await Promise.resolve();
      yield content;
    },
  };
}

async function zipOf(text: string): Promise<Buffer> {
  const zip = new ZipFile();
  zip.addBuffer(Buffer.from(text), 'list.txt');
  zip.end();
  const pieces: Buffer[] = [];
  for await (const piece of zip.outputStream) pieces.push(Buffer.from(piece));
  return Buffer.concat(pieces);
}

it('the catalogue has a fixture for each feed, and no id or name twice', () => {
  expect(Object.keys(fixtures).sort()).toEqual(feeds.map(({ id }) => id).sort());
  expect(new Set(feeds.map(({ id }) => id)).size).toBe(feeds.length);
  expect(new Set(feeds.map(({ name }) => name.toLowerCase())).size).toBe(feeds.length);
});

it.each(feeds.map((feed) => [feed.id, feed] as const))(
  'reads the dialect of %s into rows of its types',
  async (id, feed) => {
    const fixture = fixtures[id];
    if (fixture === undefined) throw new Error('no fixture');
    const reading = new FileReading(feed.format, now, () => undefined);
    for await (const lines of reading.linesOfAll(unpack(await packed(fixture)))) expect(lines).not.toBe('');
    expect(reading.accepted).toBe(fixture.rows);
    const types: readonly string[] = feed.types;
    expect([...reading.byType.keys()].filter((type) => !types.includes(type))).toEqual([]);
  },
);

it.each(feeds.map((feed) => [feed.id, feed] as const))(
  'makes a source that the API would accept of %s',
  (_id, feed) => {
    expect(createSource.body.parse(sourceBodyOf(feed))).toEqual(sourceBodyOf(feed));
    expect(settingsOf(feed).interval_seconds).toBe(feed.intervalSeconds);
  },
);

it('what is not free for everybody, or needs a key, is no part of "all"', () => {
  const all = feeds.filter(isFreeToEnable);
  expect(all.every(({ terms, key }) => terms === 'open' && key === null)).toBe(true);
  expect(all.length).toBeGreaterThanOrEqual(25);
  expect(feeds.find(({ id }) => id === 'openphish')).toMatchObject({ terms: 'restricted' });
});
