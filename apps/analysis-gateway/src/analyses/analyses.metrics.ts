import { Injectable } from '@nestjs/common';
import type { PluginResult } from '@sentrybox/contracts';
import { Metrics } from '@sentrybox/observability';
import type { Counter, Histogram } from 'prom-client';

/** Counts analyses and times plugins. Labels are types, verdicts, names of plugins and states: closed sets. */
@Injectable()
export class AnalysesMetrics {
  private readonly analyses: Counter<'type' | 'outcome'>;
  private readonly plugins: Histogram<'plugin' | 'outcome'>;

  constructor(metrics: Metrics) {
    this.analyses = metrics.counter('analysis_total', 'Analyses by type and by the verdict of their first answer.', [
      'type',
      'outcome',
    ]);
    this.plugins = metrics.histogram(
      'plugin_duration_seconds',
      'Time of a plugin from being asked to its result; outcome is the state, or the code of the error.',
      ['plugin', 'outcome'],
    );
  }

  analysed(type: string, verdict: string): void {
    this.analyses.inc({ type, outcome: verdict });
  }

  /** A plugin that was not asked takes no time and is not counted. */
  pluginEnded(result: PluginResult): void {
    if (result.status === 'skipped') return;
    const outcome = result.status === 'error' ? (result.error?.code ?? 'error') : result.status;
    this.plugins.observe({ plugin: result.plugin, outcome }, result.duration_ms / 1_000);
  }
}
