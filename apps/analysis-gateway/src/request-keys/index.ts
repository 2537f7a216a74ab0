export { keyLifeHours, RequestKeys } from './request-keys';
export { RequestKeysModule } from './request-keys.module';
export { RequestKeysRepository } from './request-keys.repository';
