export { ProviderQuotaModule } from './provider-quota.module';
