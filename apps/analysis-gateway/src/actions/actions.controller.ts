import { Controller } from '@nestjs/common';
import type { InputOf } from '@sentrybox/contracts';
import { defangText, extractIndicators, refangText } from '@sentrybox/contracts';
import { Input, Route } from '@sentrybox/http';
import { defang, extractGrouped, refang } from '@sentrybox/ioc';

/** Text in, text out; nothing is stored. */
@Controller()
export class ActionsController {
  @Route(defangText)
  defang(@Input() input: InputOf<typeof defangText>) {
    return { result: defang(input.body.text) };
  }

  @Route(refangText)
  refang(@Input() input: InputOf<typeof refangText>) {
    return { result: refang(input.body.text) };
  }

  @Route(extractIndicators)
  extract(@Input() input: InputOf<typeof extractIndicators>) {
    return { indicators: extractGrouped(input.body.text) };
  }
}
