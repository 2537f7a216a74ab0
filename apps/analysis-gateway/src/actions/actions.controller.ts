import { Controller } from '@nestjs/common';
import type { InputOf } from '@sentrybox/contracts';
import { defangText, extractIndicators, refangText } from '@sentrybox/contracts';
import { Input, Route } from '@sentrybox/http';
import { ActionsService } from './actions.service';

@Controller()
export class ActionsController {
  constructor(private readonly actions: ActionsService) {}

  @Route(defangText)
  defang(@Input() input: InputOf<typeof defangText>) {
    return this.actions.defang(input.body.text);
  }

  @Route(refangText)
  refang(@Input() input: InputOf<typeof refangText>) {
    return this.actions.refang(input.body.text);
  }

  @Route(extractIndicators)
  extract(@Input() input: InputOf<typeof extractIndicators>) {
    return this.actions.extract(input.body);
  }
}
