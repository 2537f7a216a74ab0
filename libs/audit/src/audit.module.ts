import { Global, Module } from '@nestjs/common';
import { Audit } from './audit';
import { CallRecorder } from './call-recorder';

/** Global: `Audit`; records the calls of service accounts. Needs DatabaseModule and a service made by libs/http. */
@Global()
@Module({ providers: [Audit, CallRecorder], exports: [Audit] })
export class AuditModule {}
