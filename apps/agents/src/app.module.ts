import { Module } from '@nestjs/common';

/** Investigations by language models. */
@Module({})
export class AgentsModule {}
