import type { DescribedPlugin } from './plugin-pages';
import { pluginIndex, pluginPage } from './plugin-pages';

const scanner: DescribedPlugin = {
  manifest: {
    name: 'scanner',
    displayName: 'Scanner',
    version: '1.2.0',
    description: 'Has a page opened.',
    indicatorTypes: ['url'],
    class: 'slow',
    disclosure: 'active',
    maxTlp: 'green',
    maxPap: 'green',
    rules: {
      bad: { when: 'It says so.', claim: 'malicious', strength: { least: 0.5, most: 1, by: 'the score' } },
    },
    lineage: ['scanner'],
    quota: [{ limit: 5, perSeconds: 60, window: 'rolling' }],
    cache: { hitSeconds: 86_400, missSeconds: 0 },
    categories: ['sandbox'],
    reliability: 'B',
    deadlineMs: 15_000,
  },
  settings: [
    { name: 'api_key', variable: 'SCANNER_API_KEY', kind: 'secret', description: 'Its key.', isRequired: true },
    { name: 'url', variable: 'SCANNER_URL', kind: 'url', description: 'Where.', default: 'https://scanner.example' },
    {
      name: 'visibility',
      variable: 'SCANNER_VISIBILITY',
      kind: 'choice',
      description: 'Who sees it.',
      choices: ['private', 'public'],
      default: 'private',
    },
  ],
  maxTotalMs: 180_000,
  isFoundAgain: true,
  canBeCancelled: false,
  exposure: ({ visibility }) =>
    visibility === 'public'
      ? { disclosure: 'public', maxTlp: 'clear', maxPap: 'clear' }
      : { disclosure: 'active', maxTlp: 'green', maxPap: 'green' },
};
const lookup: DescribedPlugin = {
  ...scanner,
  manifest: { ...scanner.manifest, name: 'lookup', class: 'fast', quota: [], disclosure: 'passive' },
  settings: scanner.settings.slice(1, 2),
  maxTotalMs: undefined,
};

describe('the page of a plugin', () => {
  const page = pluginPage(scanner);

  it.each([
    [
      'who learns of the indicator',
      '| who learns of it | the source, which acts on it; the owner of the indicator can notice; up to TLP:GREEN and PAP:GREEN |',
    ],
    ['what a setting changes in that', '| … with `visibility` public | everybody; up to TLP:CLEAR and PAP:CLEAR |'],
    ['whom it connects to', '| connects to | <https://scanner.example> |'],
    ['what it needs', '| needs | `SCANNER_API_KEY` |'],
    ['what the source allows', '| limits | 5 per 1 min |'],
    ['when it is given up', '| time until it is given up | 3 min |'],
    ['how long answers are kept', '| answers are kept | for 1 d, no record is not kept; for each team apart |'],
    ['what happens after a crash', '| after a crash | looks for what it had submitted, and submits nothing twice |'],
    ['what its answers are worth', '| `bad` | It says so. | malicious | 0.5 to 1: the score |'],
  ])('says %s', (_what, line) => {
    expect(page).toContain(line);
  });

  it('calls limits unknown for which nothing could be cited, and tells nothing of steps that a plugin does not have', () => {
    const other = pluginPage(lookup);
    expect(other).toContain('| limits | unknown: ');
    expect(other).toContain('| needs | no key |');
    expect(other).not.toContain('after a crash');
  });
});

it('the index lists every plugin by its name', () => {
  const names = pluginIndex([scanner, lookup]).match(/\]\(\w+\.md\)/g);
  expect(names).toEqual(['](lookup.md)', '](scanner.md)']);
});
