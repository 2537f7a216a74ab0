import { Module } from '@nestjs/common';
import { DisclosureLedger } from './disclosure-ledger';
import { DisclosuresController } from './disclosures.controller';
import { DisclosuresRepository } from './disclosures.repository';
import { DisclosuresService } from './disclosures.service';

@Module({
  controllers: [DisclosuresController],
  providers: [DisclosureLedger, DisclosuresRepository, DisclosuresService],
  exports: [DisclosureLedger],
})
export class DisclosureModule {}
