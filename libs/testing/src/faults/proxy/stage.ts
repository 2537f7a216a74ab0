import type { ToxicEffect } from './toxic';

/** A part of the stream and the monotonic time, in milliseconds, at which it came. */
export interface Piece {
  readonly bytes: Buffer;
  readonly arrivedAt: number;
}

/** What a stage may do to its connection. */
export interface Connection {
  /** Ends both sides; what has been written still arrives. */
  end(): void;
  /** Ends both sides by RST. */
  reset(): void;
}

/** One toxic on one direction of one connection. */
export interface Stage {
  take(piece: Piece, pass: (piece: Piece) => Promise<void>): Promise<void>;
  /** Before the end of the stream is passed on. */
  beforeEnd(): Promise<void>;
  /** The toxic was taken away: waits end at once, what is held goes on. */
  remove(): void;
}

/** Milliseconds between two pieces of a slow connection. */
const bandwidthStepMs = 50;

abstract class BaseStage implements Stage {
  private readonly removal = new AbortController();

  constructor(
    protected readonly connection: Connection,
    protected readonly random: () => number,
  ) {}

  abstract take(piece: Piece, pass: (piece: Piece) => Promise<void>): Promise<void>;

  beforeEnd(): Promise<void> {
    return Promise.resolve();
  }

  remove(): void {
    this.removal.abort();
  }

  protected get isRemoved(): boolean {
    return this.removal.signal.aborted;
  }

  /** Comes back early when the toxic is removed. */
  protected async wait(ms: number): Promise<void> {
    const { signal } = this.removal;
    if (ms <= 0 || signal.aborted) return;
    await new Promise<void>((resolve) => {
      const done = (): void => {
        clearTimeout(timer);
        signal.removeEventListener('abort', done);
        resolve();
      };
      const timer = setTimeout(done, ms);
      timer.unref();
      signal.addEventListener('abort', done);
    });
  }

  protected around(middle: number, spread: number): number {
    return middle + (this.random() * 2 - 1) * spread;
  }
}

type Of<T extends ToxicEffect['type']> = Extract<ToxicEffect, { readonly type: T }>;

function latency({ latencyMs, jitterMs = 0 }: Of<'latency'>) {
  return class extends BaseStage {
    async take(piece: Piece, pass: (piece: Piece) => Promise<void>): Promise<void> {
      await this.wait(piece.arrivedAt + this.around(latencyMs, jitterMs) - performance.now());
      await pass(piece);
    }
  };
}

function bandwidth({ bytesPerSecond }: Of<'bandwidth'>) {
  const step = Math.max(1, Math.round((bytesPerSecond * bandwidthStepMs) / 1_000));
  return class extends BaseStage {
    async take({ bytes, arrivedAt }: Piece, pass: (piece: Piece) => Promise<void>): Promise<void> {
      for (let at = 0; at < bytes.length; at += step) {
        const part = bytes.subarray(at, this.isRemoved ? bytes.length : at + step);
        await this.wait((part.length / bytesPerSecond) * 1_000);
        await pass({ bytes: part, arrivedAt });
        if (part.length > step) return;
      }
    }
  };
}

function slowClose({ delayMs }: Of<'slow_close'>) {
  return class extends BaseStage {
    async take(piece: Piece, pass: (piece: Piece) => Promise<void>): Promise<void> {
      await pass(piece);
    }

    override async beforeEnd(): Promise<void> {
      await this.wait(delayMs);
    }
  };
}

function timeout({ timeoutMs }: Of<'timeout'>) {
  return class extends BaseStage {
    constructor(connection: Connection, random: () => number) {
      super(connection, random);
      if (timeoutMs > 0) {
        void this.wait(timeoutMs).then(() => {
          if (!this.isRemoved) connection.end();
        });
      }
    }

    take(): Promise<void> {
      return Promise.resolve();
    }

    // What was swallowed cannot be brought back, so the connection cannot go on.
    override remove(): void {
      super.remove();
      this.connection.end();
    }
  };
}

function resetPeer({ timeoutMs }: Of<'reset_peer'>) {
  return class extends BaseStage {
    async take(): Promise<void> {
      await this.wait(timeoutMs);
      this.connection.reset();
    }

    override async beforeEnd(): Promise<void> {
      await this.take();
    }
  };
}

function slicer({ averageBytes, variationBytes = 0, delayUs = 0 }: Of<'slicer'>) {
  return class extends BaseStage {
    async take({ bytes, arrivedAt }: Piece, pass: (piece: Piece) => Promise<void>): Promise<void> {
      for (let at = 0; at < bytes.length;) {
        const size = this.isRemoved ? bytes.length : Math.max(1, Math.round(this.around(averageBytes, variationBytes)));
        await pass({ bytes: bytes.subarray(at, at + size), arrivedAt });
        at += size;
        await this.wait(delayUs / 1_000);
      }
    }
  };
}

function limitData({ bytes: limit }: Of<'limit_data'>) {
  return class extends BaseStage {
    private left = limit;

    async take({ bytes, arrivedAt }: Piece, pass: (piece: Piece) => Promise<void>): Promise<void> {
      if (this.isRemoved) {
        await pass({ bytes, arrivedAt });
        return;
      }
      const part = bytes.subarray(0, this.left);
      this.left -= part.length;
      if (part.length > 0) await pass({ bytes: part, arrivedAt });
      if (this.left <= 0) this.connection.end();
    }
  };
}

function classOf(effect: ToxicEffect): new (connection: Connection, random: () => number) => Stage {
  switch (effect.type) {
    case 'latency':
      return latency(effect);
    case 'bandwidth':
      return bandwidth(effect);
    case 'slow_close':
      return slowClose(effect);
    case 'timeout':
      return timeout(effect);
    case 'reset_peer':
      return resetPeer(effect);
    case 'slicer':
      return slicer(effect);
    case 'limit_data':
      return limitData(effect);
  }
}

export function stageOf(effect: ToxicEffect, connection: Connection, random: () => number): Stage {
  return new (classOf(effect))(connection, random);
}
