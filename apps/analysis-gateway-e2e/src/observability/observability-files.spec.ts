import { alerts, dashboards, expressions, runbookAnchors } from './observability-files';
import type { Panel } from './observability-files';
import { metricsIn } from './promql';

const pairsOf = <T>(items: readonly T[]): [T, T][] =>
  items.flatMap((one, at) => items.slice(at + 1).map((other): [T, T] => [one, other]));

function overlap({ gridPos: a }: Panel, { gridPos: b }: Panel): boolean {
  return a.x < b.x + b.w && b.x < a.x + a.w && a.y < b.y + b.h && b.y < a.y + a.h;
}

describe('dashboards', () => {
  const all = dashboards();

  it('have ids and titles of their own, as provisioning demands', () => {
    for (const key of ['uid', 'title'] as const) {
      expect(new Set([...all.values()].map((one) => one[key])).size).toBe(all.size);
    }
  });

  it.each([...all])('%s: panels have ids of their own, lie inside the grid and on no other', (_file, { panels }) => {
    expect(new Set(panels.map(({ id }) => id)).size).toBe(panels.length);
    expect(panels.filter(({ gridPos: { x, w } }) => x + w > 24)).toEqual([]);
    expect(pairsOf(panels).filter(([a, b]) => overlap(a, b))).toEqual([]);
  });

  it.each([...all])('%s: uses no variable that it does not define', (_file, { templating, panels }) => {
    const defined = new Set(['__rate_interval', ...templating.list.map(({ name }) => name)]);
    const used = JSON.stringify(panels).matchAll(/\$\{?(\w+)/g);
    expect([...used].map(([, name = '']) => name).filter((name) => !defined.has(name))).toEqual([]);
  });
});

describe('alert rules', () => {
  it('each have a runbook under their own name, and no runbook is left of an alert that is gone', () => {
    expect(alerts().map(({ alert, annotations }) => annotations.runbook.split('#')[1] === alert.toLowerCase())).toEqual(
      alerts().map(() => true),
    );
    expect([...runbookAnchors()].sort()).toEqual(
      alerts()
        .map(({ alert }) => alert.toLowerCase())
        .sort(),
    );
  });

  it('name only labels in their summary that their expression keeps', () => {
    const lost = alerts().flatMap(({ alert, expr, annotations }) =>
      [...annotations.summary.matchAll(/\$labels\.(\w+)/g)]
        .filter(([, label = '']) => !new RegExp(`by \\([^)]*\\b${label}\\b`).test(expr))
        .map(([, label = '']) => `${alert}: ${label}`),
    );
    expect(lost).toEqual([]);
  });
});

it.each([...expressions()])('%s asks for a metric', (_where, expression) => {
  expect(metricsIn(expression)).not.toEqual([]);
});
