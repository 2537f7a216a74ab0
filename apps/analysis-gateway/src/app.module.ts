import { Module } from '@nestjs/common';
import type { DynamicModule } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { AuditModule } from '@sentrybox/audit';
import { AuthModule } from '@sentrybox/auth';
import { DatabaseModule, SecretsModule } from '@sentrybox/database';
import { EgressModule } from '@sentrybox/egress';
import { MessagingModule } from '@sentrybox/messaging';
import { QueueModule } from '@sentrybox/queue';
import { ActionsModule } from './actions';
import { AnalysesModule, purgeAnalyses, PurgeAnalysesWork, RunDeferredPluginWork, RunSlowPluginWork } from './analyses';
import type { GatewayConfig } from './config';
import { entities } from './entities';
import { ExecutionModule } from './execution';
import { PluginsModule } from './plugins';
import { checkPlugins, CheckPluginsWork, PluginSettingsModule } from './plugin-settings';
import { ProviderQuotaModule } from './provider-quota';
import { SharedStateModule } from './shared-state';
import { DeliverWebhookWork } from './webhooks';
import { StorageGuard } from './storage.guard';

/** Analyses of indicators and the text actions. */
@Module({})
export class GatewayModule {
  /** @param plugins provides the PluginRegistry; default: the platform's own plugins */
  static withConfig(config: GatewayConfig, plugins = PluginsModule.withConfig(config)): DynamicModule {
    const app = 'analysis-gateway';
    const role = config.SENTRYBOX_ROLE;
    const execution = ExecutionModule.with(plugins);
    return {
      module: GatewayModule,
      imports: [
        DatabaseModule.forApp({ app, entities, url: config.DATABASE_URL, workUrl: config.DATABASE_WORK_URL }),
        StorageGuardModule,
        MessagingModule.forApp({
          app,
          redisUrl: config.REDIS_URL,
          privateKey: config.SERVICE_PRIVATE_KEY,
          publicKeys: config.SERVICE_PUBLIC_KEYS,
          answersAsks: role !== 'worker',
        }),
        AuthModule.forApp({ app }),
        AuditModule,
        EgressModule.forApp({ isOffline: config.SENTRYBOX_OFFLINE }),
        QueueModule.forApp({
          app,
          redisUrl: config.REDIS_URL,
          handlers: [RunSlowPluginWork, RunDeferredPluginWork, DeliverWebhookWork, PurgeAnalysesWork, CheckPluginsWork],
          recurring: [
            { work: purgeAnalyses, everySeconds: 3_600 },
            { work: checkPlugins, everySeconds: 3_600, offsetSeconds: 600 },
          ],
          runsWork: role !== 'api',
          retentionDays: config.WORK_RETENTION_DAYS,
        }),
        SecretsModule.withKeys(config.KEY_ENCRYPTION_KEYS),
        SharedStateModule.forApp(config),
        AnalysesModule.with(execution, config.ANALYSIS_RETENTION_DAYS),
        PluginSettingsModule.with(execution),
        ProviderQuotaModule.with(execution),
        ActionsModule,
      ],
    };
  }
}

/** Comes before the AuthModule, because guards run in the order in which their modules are imported. */
@Module({ providers: [{ provide: APP_GUARD, useClass: StorageGuard }] })
class StorageGuardModule {}
