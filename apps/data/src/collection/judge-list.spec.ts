import { judgeList } from './judge-list';

const facts = (accepted: number, types: Readonly<Record<string, number>> = { ipv4: accepted }, records = accepted) => ({
  records,
  accepted,
  byType: new Map(Object.entries(types)),
});
const addresses = { types: { ipv4: 1 }, rejected: 0 };

it.each([
  ['a first list', facts(0), 0, undefined, undefined],
  ['one of the same size', facts(100), 100, addresses, undefined],
  ['one that keeps a fifth', facts(20), 100, addresses, undefined],
  ['one that keeps less', facts(19), 100, addresses, 'shrunk'],
  ['a short one that keeps little', facts(1), 19, addresses, undefined],
  ['a short one that is empty', facts(0), 1, addresses, 'turned_empty'],
  ['one that cannot be read any more', facts(60, { ipv4: 60 }, 200), 100, addresses, 'shape_changed'],
  ['one that never could be read well', facts(60, { ipv4: 60 }, 200), 100, { ...addresses, rejected: 0.7 }, undefined],
  ['one of other types', facts(100, { domain: 60, ipv4: 40 }), 100, addresses, 'shape_changed'],
  ['one whose form before is not known', facts(100, { domain: 100 }), 100, undefined, undefined],
])('judges %s', (_name, list, listed, before, code) => {
  expect(judgeList(list, listed, before)?.code).toBe(code);
});
