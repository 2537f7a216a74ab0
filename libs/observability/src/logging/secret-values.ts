const secrets = new Set<string>();

/** Shorter values would turn ordinary words of log lines into the mark. */
export const leastSecretLength = 8;

/** From now on the value is replaced in every log line of this process, wherever it turns up. */
export function registerSecret(value: string): void {
  if (value.length >= leastSecretLength) secrets.add(value);
}

/** Replaces registered secrets by `[secret]`. */
export function withoutSecrets(text: string): string {
  let clean = text;
  for (const secret of secrets) {
    if (clean.includes(secret)) clean = clean.replaceAll(secret, '[secret]');
  }
  return clean;
}
