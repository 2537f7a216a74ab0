import { Controller } from '@nestjs/common';
import { CurrentPrincipal } from '@sentrybox/auth';
import type { InputOf, Principal } from '@sentrybox/contracts';
import { previewAnalysis } from '@sentrybox/contracts';
import { Input, Route } from '@sentrybox/http';
import { AnalysisPreviewService } from './analysis-preview.service';

@Controller()
export class AnalysisPreviewController {
  constructor(private readonly previews: AnalysisPreviewService) {}

  @Route(previewAnalysis)
  preview(@CurrentPrincipal() principal: Principal, @Input() input: InputOf<typeof previewAnalysis>) {
    return this.previews.preview(principal, input.body);
  }
}
