export { AnalysesModule } from './analyses.module';
export { RunSlowPluginWork } from './run-slow-plugin.work';
