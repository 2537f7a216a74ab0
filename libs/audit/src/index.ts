export { Audit } from './audit';
export type { ActorKind, AuditEvent } from './audit-event';
export { AuditModule, AuditRecordsModule } from './audit.module';
export { migrations as auditMigrations } from './migrations';
