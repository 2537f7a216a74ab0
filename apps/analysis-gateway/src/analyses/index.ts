export { AnalysesModule } from './analyses.module';
export { purgeAnalyses, PurgeAnalysesWork } from './retention/purge-analyses.work';
export { RunDeferredPluginWork } from './run-deferred-plugin.work';
export { RunSlowPluginWork } from './run-slow-plugin.work';
