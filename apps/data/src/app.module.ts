import { Module } from '@nestjs/common';
import type { DynamicModule } from '@nestjs/common';
import { AuditModule } from '@sentrybox/audit';
import { AuthModule } from '@sentrybox/auth';
import { DatabaseModule, SecretsModule } from '@sentrybox/database';
import { EgressModule } from '@sentrybox/egress';
import { MessagingModule } from '@sentrybox/messaging';
import { QueueModule } from '@sentrybox/queue';
import { CollectionModule, CollectSourceHandler, PlanCollectionsHandler, planCollectionsWork } from './collection';
import type { DataConfig } from './config';
import { entities } from './entities';
import { ExportsModule } from './exports';
import { FeedsModule } from './feeds';
import { ImportFileHandler, ImportsModule } from './imports';
import { IndicatorsModule } from './indicators';
import { IntelligenceModule } from './intelligence';
import { MeasureSourceHandler, QualityModule } from './quality';
import { PurgeSourceHandler, SourcesModule } from './sources';
import { StatsModule } from './stats';
import { StreamModule } from './stream';
import { WarninglistsModule } from './warninglists';

/** Sources, indicators, sightings and warninglists. */
@Module({})
export class DataModule {
  static withConfig(config: DataConfig): DynamicModule {
    const app = 'data';
    const role = config.SENTRYBOX_ROLE;
    const collection = CollectionModule.withKeys(config.FEED_KEYS ?? new Map());
    return {
      module: DataModule,
      imports: [
        DatabaseModule.forApp({ app, entities, url: config.DATABASE_URL, workUrl: config.DATABASE_WORK_URL }),
        MessagingModule.forApp({
          app,
          redisUrl: config.REDIS_URL,
          privateKey: config.SERVICE_PRIVATE_KEY,
          publicKeys: config.SERVICE_PUBLIC_KEYS,
          answersAsks: role !== 'worker',
        }),
        AuthModule.forApp({ app }),
        AuditModule,
        SecretsModule.withKeys(config.KEY_ENCRYPTION_KEYS),
        EgressModule.forApp({ isOffline: config.SENTRYBOX_OFFLINE }),
        QueueModule.forApp({
          app,
          redisUrl: config.REDIS_URL,
          handlers: [
            ImportFileHandler,
            PurgeSourceHandler,
            CollectSourceHandler,
            PlanCollectionsHandler,
            MeasureSourceHandler,
          ],
          recurring: [{ work: planCollectionsWork, everySeconds: 300 }],
          runsWork: role !== 'api',
          retentionDays: config.WORK_RETENTION_DAYS,
        }),
        SourcesModule,
        ImportsModule,
        collection,
        FeedsModule.using(collection),
        IndicatorsModule,
        WarninglistsModule,
        IntelligenceModule.reading(config.MMDB_PATHS),
        ExportsModule,
        QualityModule,
        StatsModule,
        StreamModule,
      ],
    };
  }
}
