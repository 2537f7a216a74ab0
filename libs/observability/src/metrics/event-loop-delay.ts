import { monitorEventLoopDelay } from 'node:perf_hooks';
import { Gauge } from 'prom-client';
import type { Registry } from 'prom-client';

const resolutionMs = 20;
const nanosecondsPerSecond = 1e9;

/**
 * `nodejs_eventloop_delay_*`: how late timers fired since the last scrape, in seconds, by the names of the semantic
 * conventions. The sampler wakes every 20 ms; that interval is taken off, so an idle loop shows about 0.
 */
export function collectEventLoopDelay(registry: Registry): void {
  const histogram = monitorEventLoopDelay({ resolution: resolutionMs });
  histogram.enable();
  const seconds = (nanoseconds: number): number =>
    Number.isFinite(nanoseconds) ? Math.max(0, nanoseconds / nanosecondsPerSecond - resolutionMs / 1_000) : 0;
  const figures = {
    min: () => seconds(histogram.min),
    max: () => seconds(histogram.max),
    mean: () => seconds(histogram.mean),
    p50: () => seconds(histogram.percentile(50)),
    p90: () => seconds(histogram.percentile(90)),
    p99: () => seconds(histogram.percentile(99)),
  };
  const names = Object.keys(figures) as (keyof typeof figures)[]; // the keys of the line above
  for (const name of names) {
    new Gauge({
      name: `nodejs_eventloop_delay_${name}_seconds`,
      help: `Event loop delay since the last scrape, ${name}.`,
      registers: [registry],
      collect() {
        this.set(figures[name]());
        // The last one of a scrape begins the next interval.
        if (name === names.at(-1)) histogram.reset();
      },
    });
  }
}
