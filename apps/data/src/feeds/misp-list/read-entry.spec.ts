import { mispFeedEntrySchema } from '@sentrybox/contracts';
import { readEntry } from './read-entry';

const read = (feed: object) =>
  readEntry(
    mispFeedEntrySchema.parse({
      Feed: { name: 'A list', url: 'https://lists.example.com/a', source_format: 'csv', ...feed },
      Tag: { name: 'ignored' },
    }),
  );
const settings = (csv: object, excluderegex = '') => JSON.stringify({ csv, common: { excluderegex } });

it.each([
  ['one column', { settings: settings({ value: '3', delimiter: '|' }) }, { delimiter: '|', columns: { value: 2 } }],
  ['several', { settings: settings({ value: '3,4', delimiter: ';' }) }, { columns: { value: 2 }, further_values: [3] }],
  [
    'none',
    { settings: settings({ value: '', delimiter: '' }) },
    { delimiter: ',', columns: { value: 0 }, further_values: [1, 2, 3] },
  ],
  ['settings written twice', { settings: JSON.stringify(settings({ value: '2' })) }, { columns: { value: 1 } }],
  ['no settings', { settings: null }, { columns: { value: 0 } }],
])('reads the columns of a table: %s', (_what, feed, format) => {
  expect(read(feed)).toMatchObject({ name: 'A list', format: { kind: 'csv', has_header: false, ...format } });
});

it('reads the other formats', () => {
  expect(read({ source_format: 'freetext' })).toMatchObject({ format: { kind: 'text' }, settings: { layout: 'file' } });
  expect(read({ source_format: 'misp' })).toMatchObject({
    format: { kind: 'misp' },
    settings: { layout: 'misp_feed' },
    mode: 'delta',
  });
});

it.each([
  ['not_on_the_network', { input_source: 'local' }],
  ['needs_headers', { headers: 'X-Api-Key: 1' }],
  ['settings_not_understood', { settings: '{' }],
  ['settings_not_understood', { settings: '[]' }],
  ['exclusion_not_supported', { settings: settings({}, '/^#.*|Example.*/i') }],
  ['url_not_supported', { url: 'file:///etc/passwd' }],
  ['url_not_supported', { url: 'https://me:secret@lists.example.com/' }],
  ['format_not_supported', { source_format: 'xml' }],
  ['format_not_supported', { settings: settings({ value: 'x' }) }],
  ['format_not_supported', { settings: settings({ value: '1', delimiter: '||' }) }],
])('refuses with the reason %s: %p', (refused, feed) => {
  expect(read(feed)).toEqual({ refused });
});
