export type { Ask } from './ask';
export { ExecutionModule } from './execution.module';
export { FastPlugins } from './fast-plugins.service';
export { KeptAnswers } from './kept-answers.service';
export { ProviderTurns } from './provider-turns';
export { SourceCalls } from './source-call.service';
export { failedResult, resultOf } from './to-result';
