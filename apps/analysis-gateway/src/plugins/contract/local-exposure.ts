/** For a plugin that asks nobody outside the platform: no marking forbids it, and it has nothing to set. */
export const localExposure = { disclosure: 'none', maxTlp: 'red', maxPap: 'red', settings: {} } as const;
