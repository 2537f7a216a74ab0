import { proposeReliability } from './propose-reliability';

const fine = { warninglistShare: 0, falsePositiveShare: 0, isStale: false, confirmedShare: 0 };

it.each([
  ['C', {}, 'C', []],
  ['C', { confirmedShare: 0.5 }, 'B', ['corroborated']],
  ['B', { confirmedShare: 1 }, 'B', []],
  ['A', { confirmedShare: 1 }, 'A', []],
  ['B', { warninglistShare: 0.02 }, 'C', ['on_warninglists']],
  ['B', { warninglistShare: 0.2, confirmedShare: 1 }, 'D', ['on_warninglists']],
  ['C', { falsePositiveShare: 0.01, isStale: true }, 'E', ['false_positives', 'stale']],
  [
    'E',
    { warninglistShare: 1, falsePositiveShare: 1, isStale: true },
    'F',
    ['on_warninglists', 'false_positives', 'stale'],
  ],
] as const)('%s with %p is proposed to be %s for %p', (current, signs, proposed, reasons) => {
  expect(proposeReliability(current, { ...fine, ...signs })).toEqual({ current, proposed, reasons });
});
