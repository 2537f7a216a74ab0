import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';
import { collectEventLoopDelay } from './event-loop-delay';

const secondsBuckets = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];

/**
 * The metrics of one process. Every metric is made once by its name: asking again returns the same one. A label never
 * carries what a user sent: route templates, plugin names and closed sets only.
 */
export class Metrics {
  readonly registry = new Registry();
  readonly httpDuration: Histogram<'http_request_method' | 'http_route' | 'http_response_status_code'>;

  constructor() {
    this.httpDuration = this.histogram(
      'http_server_request_duration_seconds',
      'Time from the arrival of the request head to the end of the answer.',
      ['http_request_method', 'http_route', 'http_response_status_code'],
    );
  }

  /** Adds `process_*` and `nodejs_*`. Once per process: they watch the event loop and the garbage collector. */
  collectProcessMetrics(): void {
    collectDefaultMetrics({ register: this.registry });
    collectEventLoopDelay(this.registry);
  }

  counter<L extends string>(name: string, help: string, labels: readonly L[] = []): Counter<L> {
    const made = this.registry.getSingleMetric(name);
    if (made instanceof Counter) return made; // made by this method under the same name
    return new Counter({ name, help, labelNames: [...labels], registers: [this.registry] });
  }

  gauge<L extends string>(name: string, help: string, labels: readonly L[] = [], collect?: () => void): Gauge<L> {
    const made = this.registry.getSingleMetric(name);
    if (made instanceof Gauge) return made; // made by this method under the same name
    return new Gauge({ name, help, labelNames: [...labels], registers: [this.registry], collect });
  }

  /** @param buckets upper bounds in the metric's unit; default: seconds from 1 ms to 30 s. */
  histogram<L extends string>(
    name: string,
    help: string,
    labels: readonly L[] = [],
    buckets: readonly number[] = secondsBuckets,
  ): Histogram<L> {
    const made = this.registry.getSingleMetric(name);
    if (made instanceof Histogram) return made; // made by this method under the same name
    return new Histogram({ name, help, labelNames: [...labels], buckets: [...buckets], registers: [this.registry] });
  }
}
