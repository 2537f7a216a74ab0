import type { Histogram } from 'prom-client';
import { inSpan, Metrics } from '@sentrybox/observability';
import type { Role } from './connection/transaction';

type Operation = 'transaction' | 'statement';

/** Times what is asked of PostgreSQL, and shows it as spans. No statement and no value is told. */
export class DatabaseMetrics {
  private readonly duration: Histogram<'role' | 'db_operation_name' | 'outcome'>;

  constructor(
    private readonly schema: string,
    metrics: Metrics = new Metrics(),
  ) {
    this.duration = metrics.histogram(
      'db_client_operation_duration_seconds',
      'Time of a transaction, or of a statement outside of one, waiting for a connection included.',
      ['role', 'db_operation_name', 'outcome'],
    );
  }

  async during<T>(role: Role, operation: Operation, work: () => Promise<T>): Promise<T> {
    const startedAt = performance.now();
    let outcome = 'error';
    try {
      const attributes = {
        'db.system.name': 'postgresql',
        'db.namespace': this.schema,
        'db.operation.name': operation,
      };
      const span = { name: `postgresql ${operation}`, kind: 'client', isPartOnly: true, attributes } as const;
      const result = await inSpan(span, work);
      outcome = 'ok';
      return result;
    } finally {
      this.duration.observe({ role, db_operation_name: operation, outcome }, (performance.now() - startedAt) / 1_000);
    }
  }
}
