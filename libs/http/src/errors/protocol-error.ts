/** A fault of the HTTP exchange itself that no domain error stands for: 405, 408, 414, 431. */
export class ProtocolError extends Error {
  constructor(
    readonly status: 405 | 408 | 414 | 431,
    readonly code: string,
    message: string,
    readonly headers: Readonly<Record<string, string>> = {},
  ) {
    super(message);
    this.name = 'ProtocolError';
  }
}
