import { Injectable } from '@nestjs/common';
import { Metrics } from '@sentrybox/observability';
import type { Counter } from 'prom-client';
import type { Drift, DriftLog } from './drift-log';

/** Paths come from the schemas of the plugins, so they are few; a source that changes all over ends in one label. */
const maxFieldsPerPlugin = 20;

/** Counts drift in a metric and keeps the last of each plugin in this process. */
@Injectable()
export class CountedDrift implements DriftLog {
  private readonly counter: Counter<'plugin' | 'field'>;
  private readonly byPlugin = new Map<string, Drift>();
  private readonly fields = new Map<string, Set<string>>();

  constructor(metrics: Metrics) {
    this.counter = metrics.counter(
      'plugin_drift_total',
      'Answers of sources that were not in the documented form, by the first field that differed.',
      ['plugin', 'field'],
    );
  }

  record(plugin: string, field: string, at: Date): void {
    this.byPlugin.set(plugin, { count: (this.byPlugin.get(plugin)?.count ?? 0) + 1, field, lastAt: at });
    this.counter.inc({ plugin, field: this.labelOf(plugin, field) });
  }

  all(): Promise<ReadonlyMap<string, Drift>> {
    return Promise.resolve(this.byPlugin);
  }

  private labelOf(plugin: string, field: string): string {
    const seen = this.fields.get(plugin) ?? new Set();
    this.fields.set(plugin, seen);
    if (seen.has(field)) return field;
    if (seen.size >= maxFieldsPerPlugin) return 'other';
    seen.add(field);
    return field;
  }
}
