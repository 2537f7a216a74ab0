import type { UserSettings } from '@sentrybox/contracts';
import { tooManySettings } from './users.errors';

const maxSettings = 100;

/** Settings after a change: what is not named stays, null removes. @throws invalid_request beyond 100 settings */
export function mergeSettings(present: UserSettings, changes: UserSettings): UserSettings {
  const merged = Object.entries({ ...present, ...changes }).filter(([, value]) => value !== null);
  if (merged.length > maxSettings) throw tooManySettings(maxSettings);
  return Object.fromEntries(merged);
}
