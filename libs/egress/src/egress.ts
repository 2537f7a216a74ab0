import { performance } from 'node:perf_hooks';
import { parseCidr } from './address/cidr';
import type { Cidr } from './address/cidr';
import { systemDial } from './connect/guarded-connector';
import type { Dial } from './connect/guarded-connector';
import { systemResolve } from './connect/resolve';
import type { Resolve } from './connect/resolve';
import { Dispatchers } from './dispatchers';
import { EgressError } from './egress.errors';
import type { BlockReason } from './egress.errors';
import type { EgressRequest, EgressResponse, EgressStream, Expect } from './egress-request';
import { decodeBody } from './exchange/decode-body';
import { Deadline } from './exchange/deadline';
import { exchangeError } from './exchange/exchange-error';
import { follow } from './exchange/follow';
import { boundedBody } from './exchange/read-body';
import { tracedExchange } from './exchange/traced-exchange';
import type { Exchange } from './exchange/traced-exchange';
import type { EgressProfile } from './profiles';

export interface EgressOptions {
  /** Refuse every dial that is not loopback, look-ups included, with the code `offline`. */
  readonly isOffline: boolean;
  /** Networks of the installation itself (pods, services, databases), refused for `public` and `scan`. */
  readonly ownNetworks?: readonly string[];
  /** Told of every request that was refused. */
  readonly onBlocked?: (profile: EgressProfile['kind'], reason: BlockReason) => void;
  /** Told how every request ended. */
  readonly onExchanged?: (exchange: Exchange) => void;
  readonly resolve?: Resolve;
  readonly dial?: Dial;
  readonly monotonicMs?: () => number;
}

/** The only way out of a process. See docs of {@link EgressProfile} for who may be reached. */
export class Egress {
  private readonly dispatchers: Dispatchers;
  private readonly monotonicMs: () => number;

  constructor(private readonly options: EgressOptions) {
    const policy = {
      isOffline: options.isOffline,
      deniedNetworks: (options.ownNetworks ?? []).map(requiredNetwork),
      resolve: options.resolve ?? systemResolve,
    };
    this.dispatchers = new Dispatchers(
      policy,
      (profile) => options.dial ?? systemDial(profile.kind === 'configured' ? profile.extraCas : []),
    );
    this.monotonicMs = options.monotonicMs ?? (() => performance.now());
  }

  /**
   * Sends one request and reads its whole answer. Any HTTP status is an answer.
   * @throws EgressError when there is no answer within the limits; the signal's reason when the caller stopped it.
   */
  async request(
    profile: EgressProfile,
    request: EgressRequest & { readonly expect: 'json' },
  ): Promise<EgressResponse<unknown>>;
  async request(
    profile: EgressProfile,
    request: EgressRequest & { readonly expect: 'text' },
  ): Promise<EgressResponse<string>>;
  async request(
    profile: EgressProfile,
    request: EgressRequest & { readonly expect?: 'bytes' },
  ): Promise<EgressResponse<Buffer>>;
  async request(
    profile: EgressProfile,
    request: EgressRequest & { readonly expect?: Expect },
  ): Promise<EgressResponse<unknown>> {
    const startedMs = this.monotonicMs();
    const answer = await this.stream(profile, request);
    const chunks: Buffer[] = [];
    for await (const chunk of answer.body) {
      chunks.push(chunk);
    }
    const body = decodeBody(Buffer.concat(chunks), request.expect ?? 'bytes', answer.status);
    return { ...answer, body, durationMs: Math.round(this.monotonicMs() - startedMs) };
  }

  /**
   * Sends one request and hands the body over while it arrives. The connection is held until the body ended, the
   * iteration is left, or `timeoutMs` is over.
   * @throws EgressError like {@link request}, here and while the body is read.
   */
  async stream(profile: EgressProfile, request: EgressRequest): Promise<EgressStream> {
    const deadline = new Deadline(request.timeoutMs, request.signal);
    try {
      const agent = this.dispatchers.of(profile);
      const send = async (traced: EgressRequest) => follow(agent, profile, traced, deadline);
      const answer = await tracedExchange(profile, request, send, this.options.onExchanged);
      return {
        status: answer.status,
        headers: answer.headers,
        finalUrl: answer.url.href,
        body: this.read(boundedBody(answer.body, answer.headers['content-encoding'], request.maxBytes), deadline),
      };
    } catch (error) {
      deadline.stop();
      throw this.failure(error, deadline, profile);
    }
  }

  /** Lets running requests end and closes kept connections. Idle ones do not hold the process. */
  async close(): Promise<void> {
    await this.dispatchers.close();
  }

  private async *read(body: AsyncIterable<Buffer>, deadline: Deadline): AsyncGenerator<Buffer, void, undefined> {
    try {
      yield* body;
    } catch (error) {
      throw deadline.signal.aborted ? deadline.reason() : exchangeError(error);
    } finally {
      deadline.stop();
    }
  }

  private failure(error: unknown, deadline: Deadline, profile: EgressProfile): Error {
    if (deadline.signal.aborted) {
      return deadline.reason();
    }
    if (error instanceof EgressError && error.reason !== undefined) {
      this.options.onBlocked?.(profile.kind, error.reason);
    }
    return exchangeError(error);
  }
}

function requiredNetwork(text: string): Cidr {
  const network = parseCidr(text);
  if (network === undefined) {
    throw new TypeError('ownNetworks holds something that is no network');
  }
  return network;
}
