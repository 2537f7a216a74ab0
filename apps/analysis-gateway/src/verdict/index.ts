export { assess } from './assess';
export type { Witness } from './judgement';
export { platformPolicy } from './policy';
export type { VerdictPolicy } from './policy';
