import { Inject, Injectable } from '@nestjs/common';
import type { OnModuleInit } from '@nestjs/common';
import type { Logger } from '@sentrybox/observability';
import { LOGGER, Metrics } from '@sentrybox/observability';
import { PluginRegistry } from './plugin-registry';

/** Tells operators once per start which plugins could not be loaded: in the log with the reason, in a metric by name. */
@Injectable()
export class LoadFailureReport implements OnModuleInit {
  constructor(
    private readonly registry: PluginRegistry,
    private readonly metrics: Metrics,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  onModuleInit(): void {
    const gauge = this.metrics.gauge('plugin_not_loaded', '1 for a plugin that could not be loaded at the start.', [
      'plugin',
    ]);
    for (const { name: plugin, reason } of this.registry.failures()) {
      gauge.set({ plugin }, 1);
      this.logger.error('plugin_not_loaded', { plugin, reason });
    }
  }
}
