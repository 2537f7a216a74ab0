import { lookupIndicators } from '@sentrybox/contracts';
import { DataApp } from '../../test/data-app';

jest.setTimeout(60_000);

let data: DataApp;
let keyA: string;

beforeAll(async () => {
  data = await DataApp.start(fetch);
  keyA = data.callers.key(data.teamA);
  const admin = data.callers.token(data.teamA, 'admin');
  const everybody = await data.source(admin, {
    scope: 'platform',
    name: 'Everybody',
    lineage: 'upstream',
    reliability: 'A',
  });
  await data.import(admin, everybody, 'ask.example.com\nask-gone.example.com\n');
  await data.import(admin, everybody, 'ask.example.com\n');
  const mine = await data.source(keyA, { name: 'Mine', default_severity: 'critical', tags: ['own'] });
  await data.import(keyA, mine, `ask.example.com\nhttp://ask.example.com/${'x'.repeat(1_500)}\n`);
});

afterAll(() => data.stop());

const keys = [
  { type: 'domain', value: 'unknown.example.com' },
  { type: 'domain', value: 'ask.example.com' },
  { type: 'domain', value: 'ask-gone.example.com' },
  { type: 'no such type', value: 'ask.example.com' },
  { type: 'url', value: `http://ask.example.com/${'x'.repeat(1_500)}` },
];

it('answers in the order asked, with what the team may see and what is listed now', async () => {
  const mine = await data.messages.ask(lookupIndicators, { teamId: data.teamA, keys });
  expect(mine.sourceCount).toBe(2);
  expect(mine.found.map(({ sightings }) => sightings.map(({ sourceName }) => sourceName))).toEqual([
    [],
    ['Everybody', 'Mine'],
    [],
    [],
    ['Mine'],
  ]);
  expect(mine.found[1]?.sightings[0]).toMatchObject({ reliability: 'A', lineage: 'upstream', severity: 'medium' });
  expect(mine.found[1]?.sightings[1]).toMatchObject({ severity: 'critical', tags: ['own'] });
  expect(mine.found[0]).toEqual({ indicatorId: null, sightings: [] });

  const theirs = await data.messages.ask(lookupIndicators, { teamId: data.teamB, keys });
  expect(theirs.sourceCount).toBe(1);
  expect(theirs.found.flatMap(({ sightings }) => sightings.map(({ sourceName }) => sourceName))).toEqual(['Everybody']);
});

it('refuses more keys than one ask may have', async () => {
  const many = Array.from({ length: 1_001 }, () => ({ type: 'domain', value: 'a.example.com' }));
  await expect(data.messages.ask(lookupIndicators, { teamId: data.teamA, keys: many })).rejects.toBeDefined();
});
