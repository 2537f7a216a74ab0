export { listAnswer, pageOf } from './paged';
export type { Page, Paged } from './paged';
