/** The superuser's URL of the PostgreSQL that the Jest run started. */
export function testServerUrl(): string {
  const url = process.env.SENTRYBOX_TEST_DATABASE_URL;
  if (url === undefined || url === '') {
    throw new Error('SENTRYBOX_TEST_DATABASE_URL is not set: this spec needs PostgreSQL, name it *.int-spec.ts.');
  }
  return url;
}
