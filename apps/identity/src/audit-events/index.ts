export { AuditAnswers } from './audit-answers';
export { AuditEventsRepository } from './audit-events.repository';
export { AuditEventsService } from './audit-events.service';
export { AuditSealing } from './audit-sealing';
export { chainReportView, VerifyLogService } from './verify-log.service';
