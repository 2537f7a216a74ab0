import { Module } from '@nestjs/common';
import { TeamStateModule } from '../team-state';
import { VerdictPolicies } from './verdict-policies';
import { VerdictPoliciesController } from './verdict-policies.controller';
import { VerdictPoliciesRepository } from './verdict-policies.repository';
import { VerdictPoliciesService } from './verdict-policies.service';

@Module({
  imports: [TeamStateModule],
  controllers: [VerdictPoliciesController],
  providers: [VerdictPolicies, VerdictPoliciesRepository, VerdictPoliciesService],
  exports: [VerdictPolicies],
})
export class VerdictPoliciesModule {}
