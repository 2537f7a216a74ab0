import { Controller, Inject } from '@nestjs/common';
import type { Type } from '@nestjs/common';
import type { AppName } from '@sentrybox/contracts';
import { unavailable } from '@sentrybox/errors';
import { CLOCK, HealthRegistry } from '@sentrybox/observability';
import type { Clock } from '@sentrybox/observability';
import { Route } from '../routing/route.decorator';
import { healthEndpoints } from './health.endpoints';
import type { HealthPage } from './health.endpoints';

/** The health routes of an app below `base`, as a controller class. */
export function healthController(app: AppName, base: string, page: HealthPage, version: string): Type {
  const endpoints = healthEndpoints(app, base, page);

  @Controller()
  class HealthController {
    constructor(
      private readonly registry: HealthRegistry,
      @Inject(CLOCK) private readonly clock: Clock,
    ) {}

    @Route(endpoints.health)
    async health(): Promise<unknown> {
      const readiness = await this.registry.ready();
      return page.describe({ ...readiness, now: this.clock.now(), version });
    }

    @Route(endpoints.live)
    live() {
      return { status: 'live' };
    }

    @Route(endpoints.ready)
    async ready() {
      const { ready, checks } = await this.registry.ready();
      if (ready) return { status: 'ready', checks };
      const down = Object.keys(checks).filter((name) => checks[name] === 'down');
      throw unavailable(down.length === 0 ? 'The service is about to end.' : `Not available: ${down.join(', ')}.`);
    }
  }
  return HealthController;
}
