export { assess } from './assess';
export type { Witness } from './judgement';
export { currentPolicy } from './policy';
