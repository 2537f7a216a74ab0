export { AnalysisSettings } from './analysis-settings';
export type { Webhook } from './analysis-settings';
export { AnalysisSettingsModule } from './analysis-settings.module';
