import { Controller } from '@nestjs/common';
import { domainIntelligence, hashIntelligence, ipIntelligence, urlIntelligence } from '@sentrybox/contracts';
import type { InputOf } from '@sentrybox/contracts';
import { Input, Route } from '@sentrybox/http';
import { IntelligenceService } from './intelligence.service';

@Controller()
export class IntelligenceController {
  constructor(private readonly intelligence: IntelligenceService) {}

  @Route(ipIntelligence)
  ip(@Input() { params }: InputOf<typeof ipIntelligence>) {
    return this.intelligence.ip(params.ip);
  }

  @Route(domainIntelligence)
  domain(@Input() { params }: InputOf<typeof domainIntelligence>) {
    return this.intelligence.domain(params.domain);
  }

  @Route(hashIntelligence)
  hash(@Input() { params }: InputOf<typeof hashIntelligence>) {
    return this.intelligence.hash(params.hash);
  }

  @Route(urlIntelligence)
  url(@Input() { params }: InputOf<typeof urlIntelligence>) {
    return this.intelligence.url(params.url);
  }
}
