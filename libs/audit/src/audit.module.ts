import { Global, Module } from '@nestjs/common';
import { Audit } from './audit';
import { CallRecorder } from './call-recorder';

/** Global: `Audit`. For commands without HTTP; services take AuditModule. Needs DatabaseModule. */
@Global()
@Module({ providers: [Audit], exports: [Audit] })
export class AuditRecordsModule {}

/** Global: `Audit`; records the calls of service accounts. Needs DatabaseModule and a service made by libs/http. */
@Module({ imports: [AuditRecordsModule], providers: [CallRecorder] })
export class AuditModule {}
