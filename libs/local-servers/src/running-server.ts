/** One line of progress or warning, meant for a person. Never carries a password. */
export type Log = (line: string) => void;

/** A server process this library started. */
export interface RunningServer {
  readonly pid: number;
  /** TCP port on 127.0.0.1. */
  readonly port: number;
  /** Stops the server in an orderly way, then by force; resolves once the process is gone. May be called twice. */
  readonly stop: () => Promise<void>;
  /** The exit code, or null when a signal ended the process. Never rejects. */
  readonly exited: Promise<number | null>;
}
