export { ApiKeysRepository } from './api-keys.repository';
export { ApiKeysService } from './api-keys.service';
export { KeyPeppers } from './key-peppers';
export { ServiceAccountsRepository } from './service-accounts.repository';
export { ServiceAccountsService } from './service-accounts.service';
