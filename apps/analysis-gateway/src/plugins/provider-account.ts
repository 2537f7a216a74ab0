import type { Account } from '../quota';
import type { ConfiguredPlugin } from './plugin-contexts';
import { quotaOf } from './settings/all-settings';

/** Whose quota a question costs: plugins of one provider under one key share an account. */
export function accountOf({ plugin: { manifest }, settings }: ConfiguredPlugin): Account {
  const limits = quotaOf(manifest, settings.values).map(({ limit, perSeconds }) => ({ limit, perSeconds }));
  return { id: `${manifest.provider ?? manifest.name}:${settings.account}`, limits };
}
