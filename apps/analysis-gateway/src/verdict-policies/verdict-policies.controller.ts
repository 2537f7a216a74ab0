import { Controller } from '@nestjs/common';
import { CurrentPrincipal } from '@sentrybox/auth';
import type { InputOf, Principal } from '@sentrybox/contracts';
import { getVerdictPolicy, previewVerdictPolicy, putVerdictPolicy } from '@sentrybox/contracts';
import { Input, Route } from '@sentrybox/http';
import { VerdictPoliciesService } from './verdict-policies.service';

@Controller()
export class VerdictPoliciesController {
  constructor(private readonly policies: VerdictPoliciesService) {}

  @Route(getVerdictPolicy)
  get(@CurrentPrincipal() principal: Principal) {
    return this.policies.get(principal);
  }

  @Route(putVerdictPolicy)
  put(@CurrentPrincipal() principal: Principal, @Input() input: InputOf<typeof putVerdictPolicy>) {
    return this.policies.put(principal, input.body);
  }

  @Route(previewVerdictPolicy)
  preview(@CurrentPrincipal() principal: Principal, @Input() input: InputOf<typeof previewVerdictPolicy>) {
    return this.policies.preview(principal, input.body);
  }
}
