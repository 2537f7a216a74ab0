/** The spellings in which a secret could leave. Shorter texts than 12 characters would be found by chance. */
export function formsOf(secret: string): string[] {
  const bytes = Buffer.from(secret);
  const forms = [
    secret,
    JSON.stringify(secret).slice(1, -1),
    encodeURIComponent(secret),
    bytes.toString('hex'),
    bytes.toString('hex').toUpperCase(),
    ...base64Forms(bytes),
  ];
  return [...new Set(forms)].filter(({ length }) => length >= 12);
}

// Inside a longer text base64 depends on the position modulo three; the characters at both ends mix with neighbours.
function base64Forms(bytes: Buffer): string[] {
  return [0, 1, 2].flatMap((offset) => {
    const text = Buffer.concat([Buffer.alloc(offset), bytes])
      .toString('base64')
      .replaceAll('=', '');
    const core = text.slice(Math.ceil((offset * 8) / 6), text.length - 1);
    return [core, core.replaceAll('+', '-').replaceAll('/', '_')];
  });
}

/** Every run of 12 characters: not even a part of a key may be kept. */
export function partsOf(secret: string): string[] {
  return Array.from({ length: secret.length - 11 }, (_, at) => secret.slice(at, at + 12));
}

export interface Place {
  readonly name: string;
  readonly text: string;
}

/** Where which secret was found; the secret itself is not repeated. */
export function leaks(places: readonly Place[], secrets: ReadonlyMap<string, readonly string[]>): string[] {
  return places.flatMap(({ name, text }) =>
    [...secrets].filter(([, forms]) => forms.some((form) => text.includes(form))).map(([what]) => `${what} in ${name}`),
  );
}
