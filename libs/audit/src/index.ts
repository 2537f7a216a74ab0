export { Audit } from './audit';
export { AuditModule, AuditRecordsModule } from './audit.module';
export { migrations as auditMigrations } from './migrations';
