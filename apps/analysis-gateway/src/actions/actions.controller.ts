import { Controller } from '@nestjs/common';
import type { InputOf } from '@sentrybox/contracts';
import { defangText, extractIndicators, refangText } from '@sentrybox/contracts';
import { Input, Route, writtenJson } from '@sentrybox/http';
import { ActionsService } from './actions.service';

@Controller()
export class ActionsController {
  constructor(private readonly actions: ActionsService) {}

  @Route(defangText)
  async defang(@Input() input: InputOf<typeof defangText>) {
    return writtenJson(200, await this.actions.defang(input.body.text));
  }

  @Route(refangText)
  async refang(@Input() input: InputOf<typeof refangText>) {
    return writtenJson(200, await this.actions.refang(input.body.text));
  }

  @Route(extractIndicators)
  async extract(@Input() input: InputOf<typeof extractIndicators>) {
    return writtenJson(200, await this.actions.extract(input.body));
  }
}
