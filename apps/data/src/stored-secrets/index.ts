export { StoredSecretsModule } from './stored-secrets.module';
export { StoredSecretsService } from './stored-secrets.service';
