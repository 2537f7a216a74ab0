export { SharedRedis } from './shared-redis';
export { SharedSecret } from './shared-secret';
