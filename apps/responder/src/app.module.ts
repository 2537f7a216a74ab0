import { Module } from '@nestjs/common';

/** Response playbooks and their runs. */
@Module({})
export class ResponderModule {}
