import type { FastPlugin, Plugin, PluginContext, PluginOutcome, SlowPlugin, SlowStep } from '../src/plugins';

type Manifest = FastPlugin['manifest'];

const manifest = {
  displayName: 'Scripted',
  description: 'Does what the spec says.',
  settings: {},
  rules: {},
  lineage: ['scripted'],
  quota: [],
  cache: { hitSeconds: 0, missSeconds: 0 },
  version: '1.0.0',
  indicatorTypes: ['ip', 'domain'],
  disclosure: 'none',
  maxTlp: 'red',
  maxPap: 'red',
  categories: [],
  reliability: 'B',
  deadlineMs: 2_000,
} as const;

export const anAnswer: PluginOutcome = {
  status: 'ok',
  summary: { seen: 1 },
  evidence: [],
  observedAt: null,
  link: null,
};

/** A plugin that does what the spec says. */
export function fastPlugin(
  name: string,
  run: (context: PluginContext) => Promise<PluginOutcome> = () => Promise.resolve(anAnswer),
  over: Partial<Manifest> = {},
): FastPlugin {
  const stated: Manifest = { ...manifest, name, class: 'local', ...over };
  return {
    manifest: stated,
    exposure: () => stated,
    run: (_indicator, context) => run(context),
  };
}

/** A slow plugin whose steps, submit and polls alike, are what the spec says. @param step counts from 1 */
export function slowPlugin(
  name: string,
  take: (step: number, context: PluginContext) => Promise<SlowStep>,
  over: Partial<Omit<SlowPlugin, 'manifest'>> = {},
): SlowPlugin {
  let steps = 0;
  const next = (context: PluginContext) => take(++steps, context);
  const stated = { ...manifest, name, class: 'slow', deadlineMs: 60_000 } as const;
  return {
    manifest: stated,
    exposure: () => stated,
    maxTotalMs: 60_000,
    submit: (_indicator, context) => next(context),
    poll: (_indicator, _ticket, context) => next(context),
    ...over,
  };
}

/** A plugin as it runs with nothing set. */
export function unset<P extends Plugin>(plugin: P) {
  return { plugin, settings: { values: {}, origins: {}, account: 'test' } };
}

/** What settles when the spec wants it to. */
export function held<T>(): { promise: Promise<T>; resolve: (value: T) => void; reject: (error: unknown) => void } {
  let resolve: (value: T) => void = () => undefined;
  let reject: (error: unknown) => void = () => undefined;
  const promise = new Promise<T>((good, bad) => {
    resolve = good;
    reject = bad;
  });
  return { promise, resolve, reject };
}
