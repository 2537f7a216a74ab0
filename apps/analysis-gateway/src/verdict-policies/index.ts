export { VerdictPolicies } from './verdict-policies';
export { VerdictPoliciesModule } from './verdict-policies.module';
