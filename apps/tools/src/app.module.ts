import { Module } from '@nestjs/common';

/** Execution of security tools. */
@Module({})
export class ToolsModule {}
