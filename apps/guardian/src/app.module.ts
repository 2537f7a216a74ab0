import { Module } from '@nestjs/common';

/** Assets, scans, vulnerabilities and their remediation. */
@Module({})
export class GuardianModule {}
