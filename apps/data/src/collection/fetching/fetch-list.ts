import { Inject, Injectable } from '@nestjs/common';
import type { CollectionSettings } from '@sentrybox/contracts';
import { configured, Egress, parseRetryAfter, publicProfile } from '@sentrybox/egress';
import type { EgressProfile } from '@sentrybox/egress';
import { CLOCK } from '@sentrybox/observability';
import type { Clock } from '@sentrybox/observability';
import { ReceivedFile } from '../../imports';
import type { Collection, Validators } from '../collection';
import { FeedKeys } from './feed-keys';
import type { Asking } from './asking';
import { FetchFailed, failureOfError, failureOfStatus } from './fetch-outcome';
import type { FetchFailure, FetchOutcome } from './fetch-outcome';
import { mispEvents } from './misp-feed';

/** A list of some 100 MB over a slow line. */
const timeoutMs = 600_000;
const userAgent = 'Sentrybox (threat-intelligence collector)';
const sniffedBytes = 512;

interface Fetch {
  readonly collection: Collection;
  /** In whose transactions the run is. */
  readonly teamId: string;
  /** A web page in place of a list is refused, unless the list is one. */
  readonly isPage: boolean;
  readonly signal: AbortSignal;
  readonly onBytes: (bytes: number) => void;
}

/** Fetches the list of a source, as it is, onto the disk. */
@Injectable()
export class ListFetcher {
  constructor(
    private readonly egress: Egress,
    private readonly keys: FeedKeys,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** @throws what is no matter of the provider: the signal's reason, a full disk. */
  async fetch({ collection, teamId, isPage, signal, onBytes }: Fetch): Promise<FetchOutcome> {
    const { settings } = collection;
    const url = urlOfDay(settings.url, this.clock.now());
    try {
      const key = this.keys.of(collection, teamId);
      const asking: Asking = {
        profile: profileOf(settings, url),
        headers: { 'user-agent': userAgent, ...(key === undefined ? {} : { [key.header]: key.value }) },
        maxBytes: settings.max_bytes,
        // Whoever is sent a key is asked at the named address alone.
        redirects: key === undefined ? 'follow' : 'return',
        signal,
      };
      if (settings.layout === 'misp_feed') {
        const pieces = counted(mispEvents(this.egress, asking, url), onBytes);
        return { kind: 'list', httpStatus: 200, file: await ReceivedFile.of(pieces), validators: { url } };
      }
      return await this.fetchFile(asking, settings, { url, collection, isPage, onBytes });
    } catch (error) {
      const failure = error instanceof FetchFailed ? error.failure : failureOfError(error, null);
      if (failure === undefined) throw error;
      return failure;
    }
  }

  private async fetchFile(
    asking: Asking,
    { method, body }: CollectionSettings,
    { url, collection, isPage, onBytes }: Omit<Fetch, 'signal' | 'teamId'> & { readonly url: string },
  ): Promise<FetchOutcome> {
    const conditions = conditionsOf(collection.validators, url);
    const answer = await this.egress.stream(asking.profile, {
      ...asking,
      method,
      url,
      headers: { ...asking.headers, ...(method === 'GET' ? conditions : { 'content-type': 'application/json' }) },
      ...(method === 'POST' && body !== undefined ? { body } : {}),
      timeoutMs,
    });
    if (answer.status === 304) {
      await drained(answer.body);
      return { kind: 'unchanged', httpStatus: 304 };
    }
    const fault = failureOfStatus(answer.status);
    if (fault !== undefined) {
      await drained(answer.body);
      const retryAfterSeconds = parseRetryAfter(answer.headers['retry-after'], this.clock.now());
      return {
        kind: 'failed',
        ...fault,
        httpStatus: answer.status,
        ...(retryAfterSeconds === undefined ? {} : { retryAfterSeconds }),
      };
    }
    const file = await ReceivedFile.of(counted(answer.body, onBytes));
    if (!isPage && isWebPage(await file.read(0, sniffedBytes))) {
      await file.close();
      return invalid('The provider answers with a web page in place of the list.', answer.status);
    }
    return { kind: 'list', httpStatus: answer.status, file, validators: validatorsOf(url, answer.headers) };
  }
}

/** `{YYYY}`, `{MM}` and `{DD}` are the day before: lists of a day are complete on the next. */
function urlOfDay(url: string, now: Date): string {
  const [year = '', month = '', day = ''] = new Date(now.getTime() - 86_400_000).toISOString().slice(0, 10).split('-');
  return url.replaceAll('{YYYY}', year).replaceAll('{MM}', month).replaceAll('{DD}', day);
}

function profileOf({ allow_private: isPrivate }: CollectionSettings, url: string): EgressProfile {
  if (isPrivate) return configured(url, { name: 'feed' });
  const { port } = new URL(url);
  return publicProfile({ name: 'feed', ...(port === '' ? {} : { allowPorts: [Number(port)] }) });
}

function conditionsOf(validators: Validators | undefined, url: string): Readonly<Record<string, string>> {
  if (validators?.url !== url) return {};
  const { etag, lastModified } = validators;
  return {
    ...(etag === undefined ? {} : { 'if-none-match': etag }),
    ...(lastModified === undefined ? {} : { 'if-modified-since': lastModified }),
  };
}

function validatorsOf(url: string, headers: Readonly<Record<string, string>>): Validators {
  return { url, etag: headers.etag, lastModified: headers['last-modified'] };
}

async function* counted(body: AsyncIterable<Buffer>, onBytes: (bytes: number) => void): AsyncGenerator<Buffer, void> {
  let bytes = 0;
  for await (const piece of body) {
    bytes += piece.length;
    onBytes(bytes);
    yield piece;
  }
}

async function drained(body: AsyncIterable<Buffer>): Promise<void> {
  // Leaving the iteration gives the connection back.
  for await (const piece of body) if (piece.length > 0) return;
}

function isWebPage(head: Buffer): boolean {
  return /^\s*<(?:!doctype\s+html|html|head|body)\b/i.test(head.toString('latin1').replace(/^\u00ef\u00bb\u00bf/, ''));
}

function invalid(message: string, httpStatus: number): FetchFailure {
  return { kind: 'failed', code: 'invalid_response', message, httpStatus, isPassing: false };
}
