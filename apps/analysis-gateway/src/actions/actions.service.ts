import { Injectable } from '@nestjs/common';
import type { InputOf } from '@sentrybox/contracts';
import { maxActionTextBytes } from '@sentrybox/contracts';
import type { extractIndicators } from '@sentrybox/contracts';
import { textTooLong } from './actions.errors';
import { TextThreads } from './text-threads';

type ExtractRequest = InputOf<typeof extractIndicators>['body'];

/** Text in, the JSON of an answer out; nothing is stored. Each action refuses a text above 1 MiB with 413 `payload_too_large`. */
@Injectable()
export class ActionsService {
  constructor(private readonly threads: TextThreads) {}

  async defang(text: string) {
    return await this.threads.run('defang', bounded({ text }));
  }

  async refang(text: string) {
    return await this.threads.run('refang', bounded({ text }));
  }

  async extract(request: ExtractRequest) {
    return await this.threads.run('extract', bounded(request));
  }
}

function bounded<T extends { readonly text: string }>(body: T): T {
  const { text } = body;
  if (text.length > maxActionTextBytes || Buffer.byteLength(text) > maxActionTextBytes) throw textTooLong();
  return body;
}
