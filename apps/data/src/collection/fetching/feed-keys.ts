import type { Collection } from '../collection';
import { FetchFailed } from './fetch-outcome';
import type { OwnKeys } from './own-keys';

/** A key on its way out. */
export interface SentKey {
  readonly header: string;
  readonly value: string;
}

/**
 * What a run sends to be let in: a key of the installation by its name, or the source's own. They leave in requests to the
 * address of the source alone.
 */
export class FeedKeys {
  /** @param installation keys of FEED_KEYS by name */
  constructor(
    private readonly installation: ReadonlyMap<string, string>,
    private readonly own: OwnKeys,
  ) {}

  /** Undefined: the list is open to everybody. @throws FetchFailed `key_missing` */
  of({ scope, sourceId, settings, credential }: Collection, teamId: string): SentKey | undefined {
    const { key, own_key: own } = settings;
    if (key !== null) {
      const secret = this.installation.get(key.name);
      if (secret === undefined) throw missing(`FEED_KEYS has none of the name ${key.name}`);
      return { header: key.header, value: key.prefix + secret };
    }
    if (own === null) return undefined;
    if (credential === null) throw missing('none is stored for this address: give it again');
    return { header: own.header, value: own.prefix + this.own.open(credential, { scope, sourceId, teamId }) };
  }
}

function missing(why: string): FetchFailed {
  const message = `The provider wants a key, and ${why}.`;
  return new FetchFailed({ kind: 'failed', code: 'key_missing', message, httpStatus: null, isPassing: false });
}
