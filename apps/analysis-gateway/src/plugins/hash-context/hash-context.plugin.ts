import { alwaysReady, localManifest } from '../local-plugin';
import type { FastPlugin, Indicator, PluginOutcome } from '../plugin';

/** Practical collision attacks: MD5 (Wang 2004), SHA-1 (Stevens et al. 2017). The others have none published. */
const collisionsKnown: ReadonlySet<string> = new Set(['md5', 'sha1']);

/** What a hash says by its form: the algorithm, its length, and whether two files can share it on purpose. */
export class HashContextPlugin implements FastPlugin {
  readonly manifest = localManifest({
    name: 'hash_context',
    displayName: 'Hash context',
    indicatorTypes: ['hash'],
    categories: ['context'],
    reliability: 'A',
  });

  readiness() {
    return alwaysReady;
  }

  run({ type, value }: Indicator): Promise<PluginOutcome> {
    const summary = {
      algorithm: type,
      bits: value.length * 4,
      collisions_known: collisionsKnown.has(type),
    };
    return Promise.resolve({ status: 'ok', summary, evidence: [], observedAt: null, link: null });
  }
}
