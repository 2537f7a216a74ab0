import type { DynamicModule, INestApplication, Type } from '@nestjs/common';
import type { MicroserviceOptions } from '@nestjs/microservices';
import type { Parsed, serviceVariables } from '@sentrybox/config';
import type { AppName } from '@sentrybox/contracts';
import type { Clock, Logger } from '@sentrybox/observability';
import type { HealthPage } from '../platform/health.endpoints';

/** What `loadConfig({ ...serviceVariables(port), … })` gives. */
export type ServiceConfig = Parsed<ReturnType<typeof serviceVariables>> & {
  /** Where limits are counted together with the other services; without it each process counts for itself. */
  readonly REDIS_URL?: string;
};

export interface ServiceOptions {
  readonly app: AppName;
  readonly module: Type | DynamicModule;
  readonly config: ServiceConfig;
  readonly version: string;
  /** Message transports of the service; started before it listens. */
  readonly transports?: (app: INestApplication) => readonly MicroserviceOptions[];
  /** Default: status and timestamp. */
  readonly health?: HealthPage;
  /** Default: the system's. For tests. */
  readonly clock?: Clock;
  /** Default: standard output. For tests. */
  readonly logger?: Logger;
}
