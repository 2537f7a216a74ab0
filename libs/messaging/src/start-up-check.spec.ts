import { verifyKey } from '@sentrybox/contracts';
import { askDefinitions, askHandlerProblems } from './start-up-check';

describe('the start-up check of asks', () => {
  it('finds every ask of the contracts', () => {
    const names = askDefinitions().map(({ name }) => name);
    expect(names).toEqual(expect.arrayContaining(['identity.key.verify', 'data.indicators.lookup']));
    expect(new Set(names).size).toBe(names.length);
  });

  it('names what has no handler, what is another app’s and what is not in the contracts', () => {
    expect(askHandlerProblems('identity', [verifyKey], [verifyKey])).toEqual([]);
    expect(askHandlerProblems('identity', [verifyKey], [])).toEqual(['identity.key.verify has no handler']);
    expect(askHandlerProblems('data', [verifyKey], [verifyKey])).toEqual([
      'identity.key.verify belongs to another app',
    ]);
    expect(askHandlerProblems('identity', [], [verifyKey])).toEqual(['identity.key.verify is not in the contracts']);
  });
});
