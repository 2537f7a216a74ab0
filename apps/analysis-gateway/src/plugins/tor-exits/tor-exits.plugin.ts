import { defineFastPlugin } from '../contract/define-plugin';
import { serviceUrl } from '../contract/settings';
import { isPublicAddress } from '../public-scope';
import { Kept } from '../provider/kept';

/** The source renews its list about every half hour. */
const lifeMs = 3_600_000;

const rules = {
  exit: {
    when: 'The address is an exit of the Tor network: who acts there is anybody.',
    claim: 'context',
    strength: 1,
    signals: ['shared_infrastructure'],
  },
} as const;

/** Exits of the Tor network. The whole list is fetched, so the source does not learn what is looked up. */
export const torExits = () => {
  const lists = new Kept<ReadonlySet<string>>(lifeMs);
  return defineFastPlugin({
    manifest: {
      name: 'tor_exits',
      displayName: 'Tor exit list',
      description: 'Fetches the list of Tor exits once an hour and looks the address up in it.',
      documentation: 'https://check.torproject.org/torbulkexitlist',
      class: 'fast',
      indicatorTypes: ['ip'],
      disclosure: 'none',
      maxTlp: 'red',
      maxPap: 'red',
      categories: ['context', 'anonymity'],
      reliability: 'A',
      deadlineMs: 8_000,
      settings: { url: serviceUrl('https://check.torproject.org') },
      rules,
    },

    async run({ value }, { provider, settings, clock }) {
      const exits = await lists.get(settings.url, clock, async () => {
        const { body } = await provider.ask({ path: '/torbulkexitlist', expect: 'text' });
        const lines = String(body)
          .split('\n')
          .filter((line) => line.trim() !== '');
        // A page for people, or an empty answer, is no list; without this every address would be no exit.
        const odd = lines.find((line) => isPublicAddress(line.trim()) === undefined);
        if (lines.length === 0 || odd !== undefined) throw provider.notUnderstood('(line)');
        return new Set(lines.map((line) => line.trim()));
      });
      const summary = { exits: exits.size, is_exit: exits.has(value) };
      if (!exits.has(value)) return { status: 'not_found', summary };
      return { status: 'ok', summary, statements: [{ rule: 'exit', facts: ['It is an exit of the Tor network.'] }] };
    },
  });
};
