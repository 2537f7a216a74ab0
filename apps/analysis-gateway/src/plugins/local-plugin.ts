import type { PluginManifest, Readiness } from './plugin';

type Stated = Pick<PluginManifest, 'name' | 'displayName' | 'indicatorTypes' | 'categories' | 'reliability'>;

/** Manifest of a plugin that asks nobody outside the platform: no marking forbids it. */
export function localManifest(stated: Stated) {
  return {
    version: '1.0.0',
    class: 'local',
    disclosure: 'none',
    maxTlp: 'red',
    maxPap: 'red',
    deadlineMs: 2_000,
    ...stated,
  } as const satisfies PluginManifest;
}

/** For plugins without settings. */
export const alwaysReady: Readiness = { isConfigured: true };
