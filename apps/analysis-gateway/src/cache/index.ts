export { AnswerCache, isKeepable } from './answer-cache';
export { Flights } from './flights';
export type { KeptAnswer } from './kept-answer';
