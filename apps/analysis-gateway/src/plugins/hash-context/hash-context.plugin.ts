import { defineFastPlugin } from '../contract/define-plugin';
import { localExposure } from '../contract/local-exposure';

/** Practical collision attacks: MD5 (Wang 2004), SHA-1 (Stevens et al. 2017). The others have none published. */
const collisionsKnown: ReadonlySet<string> = new Set(['md5', 'sha1']);

/** What a hash says by its form: the algorithm, its length, and whether two files can share it on purpose. */
export const hashContext = () =>
  defineFastPlugin({
    manifest: {
      ...localExposure,
      name: 'hash_context',
      displayName: 'Hash context',
      description: 'Reads a hash by its form: the algorithm, its length, whether two files can share it on purpose.',
      class: 'local',
      indicatorTypes: ['hash'],
      categories: ['context'],
      reliability: 'A',
      deadlineMs: 2_000,
      rules: {},
    },

    run({ type, value }) {
      const summary = { algorithm: type, bits: value.length * 4, collisions_known: collisionsKnown.has(type) };
      return Promise.resolve({ status: 'ok', summary, statements: [] });
    },
  });
