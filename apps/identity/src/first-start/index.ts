export { CreateKeyService } from './create-key.service';
export { firstScopes, FirstStartService } from './first-start.service';
