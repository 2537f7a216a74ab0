export { migrations as auditMigrations } from './migrations';
