import { Injectable, Module } from '@nestjs/common';
import type { INestApplicationContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { AuditRecordsModule } from '@sentrybox/audit';
import { defineWork } from '@sentrybox/contracts';
import { DatabaseModule } from '@sentrybox/database';
import { createLogger, ObservabilityModule } from '@sentrybox/observability';
import { QueueModule } from '@sentrybox/queue';
import type { WorkHandler, WorkItem } from '@sentrybox/queue';

export const concurrency = 50;

/** Does nothing but end. */
export const benchWork = defineWork({ name: 'tools.bench', owner: 'tools', concurrency, maxAttempts: 3 });

/** When each piece was started and was over, in milliseconds since 1970. */
export interface Noted {
  readonly id: string;
  readonly startedAt: number;
  readonly endedAt: number;
}

export interface Urls {
  readonly url: string;
  readonly workUrl: string;
  readonly redisUrl: string;
}

/** Comparable between processes of one machine, to the microsecond. */
export function preciseNow(): number {
  return performance.timeOrigin + performance.now();
}

class Notes {
  constructor(readonly note: (noted: Noted) => void) {}
}

@Injectable()
class BenchHandler implements WorkHandler {
  readonly definition = benchWork;

  constructor(private readonly notes: Notes) {}

  async run(item: WorkItem): Promise<void> {
    const startedAt = preciseNow();
    await item.finish();
    this.notes.note({ id: item.id, startedAt, endedAt: preciseNow() });
  }
}

/** One process' worth of the product's queue: one that accepts (`runsWork` false) or one that works. */
export async function startQueue(
  { url, workUrl, redisUrl }: Urls,
  runsWork: boolean,
  note: (noted: Noted) => void = () => undefined,
): Promise<INestApplicationContext> {
  const logger = createLogger({
    ...{ service: 'tools', version: 'bench', level: 'error', destination: process.stderr },
  });
  @Module({
    imports: [
      ObservabilityModule.forService({ logger }),
      DatabaseModule.forApp({ app: 'tools', entities: [], url, workUrl }),
      AuditRecordsModule,
      QueueModule.forApp({ app: 'tools', redisUrl, handlers: [BenchHandler], runsWork }),
    ],
    providers: [{ provide: Notes, useValue: new Notes(note) }, BenchHandler],
  })
  class BenchModule {}
  return await NestFactory.createApplicationContext(BenchModule, { logger: false });
}
