import type { Socket } from 'node:net';
import type { Piece, Stage } from './stage';

/** Bytes that may wait in one direction; then the sender is stopped, as a full window would stop it. */
const waitingLimitBytes = 262_144;

/** One direction of one connection: what the source sends goes through the stages, in their order, to the sink. */
export class Lane {
  private readonly stages: { readonly owner: object; readonly stage: Stage }[] = [];
  private readonly waiting: Piece[] = [];
  private waitingBytes = 0;
  private hasEnded = false;
  private isRunning = false;

  constructor(
    private readonly source: Socket,
    private readonly sink: Socket,
  ) {
    source.on('data', (bytes) => {
      this.waiting.push({ bytes, arrivedAt: performance.now() });
      this.waitingBytes += bytes.length;
      if (this.waitingBytes > waitingLimitBytes) source.pause();
      this.kick();
    });
    source.on('end', () => {
      this.hasEnded = true;
      this.kick();
    });
  }

  add(owner: object, stage: Stage): void {
    this.stages.push({ owner, stage });
  }

  remove(owner: object): void {
    const at = this.stages.findIndex((each) => each.owner === owner);
    if (at >= 0) this.stages.splice(at, 1)[0]?.stage.remove();
  }

  removeAll(): void {
    for (const { stage } of this.stages.splice(0)) stage.remove();
  }

  private kick(): void {
    if (this.isRunning) return;
    this.isRunning = true;
    void this.drain().finally(() => {
      this.isRunning = false;
    });
  }

  private async drain(): Promise<void> {
    for (let piece = this.waiting.shift(); piece !== undefined; piece = this.waiting.shift()) {
      await this.pass(piece, [...this.stages]);
      this.waitingBytes -= piece.bytes.length;
      if (this.waitingBytes <= waitingLimitBytes) this.source.resume();
    }
    if (!this.hasEnded) return;
    for (const { stage } of [...this.stages]) await stage.beforeEnd();
    this.sink.end();
  }

  private async pass(piece: Piece, [next, ...rest]: readonly { readonly stage: Stage }[]): Promise<void> {
    if (next !== undefined) {
      await next.stage.take(piece, (passed) => this.pass(passed, rest));
      return;
    }
    if (this.sink.destroyed || this.sink.writableEnded || this.sink.write(piece.bytes)) return;
    await new Promise<void>((resolve) => {
      this.sink.once('drain', resolve).once('close', resolve);
    });
  }
}
