export { Egress } from './egress';
export { EgressError } from './egress.errors';
export { EgressModule } from './egress.module';
export type { EgressRequest } from './egress-request';
export { configured, publicProfile } from './profiles';
export type { EgressProfile } from './profiles';
export { parseRetryAfter } from './retry-after';
