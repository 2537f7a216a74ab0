import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';

const root = resolve(__dirname, '../../../..');
const folder = join(root, 'observability');

const panelSchema = z.object({
  id: z.int().positive(),
  type: z.enum(['timeseries', 'stat', 'table', 'gauge', 'row']),
  title: z.string().min(1),
  datasource: z.object({ type: z.literal('prometheus'), uid: z.literal('${datasource}') }),
  gridPos: z.object({
    h: z.int().positive(),
    w: z.int().min(1).max(24),
    x: z.int().min(0).max(23),
    y: z.int().min(0),
  }),
  targets: z.array(z.object({ refId: z.string().regex(/^[A-Z]$/), expr: z.string().min(1) })).min(1),
});

/** What Grafana needs of a file to provision a dashboard from it, and what ours have in common. */
const dashboardSchema = z.object({
  uid: z.string().regex(/^[\w-]{1,40}$/),
  title: z.string().min(1),
  schemaVersion: z.int().min(36),
  templating: z.object({ list: z.array(z.object({ name: z.string(), type: z.string(), query: z.string() })) }),
  panels: z.array(panelSchema).min(1),
});
export type Dashboard = z.infer<typeof dashboardSchema>;
export type Panel = z.infer<typeof panelSchema>;

const alertSchema = z.strictObject({
  alert: z.string().regex(/^Sentrybox[A-Za-z]+$/),
  expr: z.string().min(1),
  for: z
    .string()
    .regex(/^\d+[smhd]$/)
    .optional(),
  labels: z.strictObject({ severity: z.enum(['page', 'ticket']) }),
  annotations: z.strictObject({
    summary: z.string().min(1),
    runbook: z.string().regex(/^docs\/operations\/alerts\.md#[a-z]+$/),
  }),
});
export type Alert = z.infer<typeof alertSchema>;

const rulesSchema = z.strictObject({
  groups: z.array(z.strictObject({ name: z.string(), rules: z.array(alertSchema).min(1) })).min(1),
});

/** @throws ZodError when a file has not the form that Grafana reads */
export function dashboards(): ReadonlyMap<string, Dashboard> {
  const files = readdirSync(join(folder, 'grafana')).filter((name) => name.endsWith('.json'));
  return new Map(files.map((name) => [name, dashboardSchema.parse(JSON.parse(read('grafana', name)))]));
}

/** @throws ZodError when the file has not the form that Prometheus reads */
export function alerts(): readonly Alert[] {
  return rulesSchema.parse(parse(read('prometheus', 'alerts.yaml'))).groups.flatMap(({ rules }) => rules);
}

const scaledSchema = z.object({
  metadata: z.object({ name: z.string() }),
  spec: z.object({
    triggers: z
      .array(z.object({ type: z.literal('prometheus'), name: z.string(), metadata: z.object({ query: z.string() }) }))
      .min(1),
  }),
});

/** Queries by which KEDA scales workers. @throws ZodError for a trigger that asks something else than Prometheus */
function scalingQueries(): [where: string, expression: string][] {
  const keda = join(root, 'k8s/components/keda');
  const files = readdirSync(keda).filter((name) => name !== 'kustomization.yaml');
  return files.flatMap((file) => {
    const { metadata, spec } = scaledSchema.parse(parse(readFileSync(join(keda, file), 'utf8')));
    return spec.triggers.map(({ name, metadata: { query } }): [string, string] => [
      `scaling of ${metadata.name} ${name}`,
      query,
    ]);
  });
}

/** Every expression of dashboards, alerts and scaling, by where it stands. */
export function expressions(): ReadonlyMap<string, string> {
  const panels = [...dashboards()].flatMap(([file, { panels: all }]) =>
    all.flatMap(({ title, targets }) =>
      targets.map(({ refId, expr }) => [`${file}: ${title} ${refId}`, expr] as const),
    ),
  );
  return new Map([
    ...panels,
    ...alerts().map(({ alert, expr }) => [`alert ${alert}`, expr] as const),
    ...scalingQueries(),
  ]);
}

/** Headings of the runbooks, as GitHub makes anchors of them. */
export function runbookAnchors(): readonly string[] {
  const page = readFileSync(join(root, 'docs/operations/alerts.md'), 'utf8');
  return [...page.matchAll(/^## (Sentrybox\w+)$/gm)].map(([, heading = '']) => heading.toLowerCase());
}

function read(...path: readonly string[]): string {
  return readFileSync(join(folder, ...path), 'utf8');
}
