export { storedValueOf } from './lookup-key';
export { ModelModule } from './model.module';
export { Reader } from './reader';
export type { ReadableScopes } from './reader';
export { reliabilityScoreOf } from './reliability-score';
export { rankOf, severityOf } from './severity-rank';
export { tablesOf } from './table-family';
export type { TableFamily } from './table-family';
export { WriteTurn } from './write-turn';
