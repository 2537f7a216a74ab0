import { groupedBy, metricsIn } from './promql';

const names = (expression: string) => metricsIn(expression).map(({ name }) => name);

describe('metricsIn', () => {
  it.each([
    ['up', ['up']],
    ['max by (queue) (job_age_seconds) > 300', ['job_age_seconds']],
    [
      'sum(rate(a_total{x="b_total",y=~"c|d"}[5m])) / sum by (le, job) (rate(b_bucket[$__rate_interval]))',
      ['a_total', 'b_bucket'],
    ],
    ['histogram_quantile(0.99, sum(rate(a_bucket[1h:5m])) by (le)) and on (job) up == bool 1', ['a_bucket', 'up']],
    ['a * on (x, y) group_left (z) b offset 5m unless ignoring(q) c', ['a', 'b', 'c']],
    ['a{b="c{d}"} # comment_total\n or vector(1)', ['a']],
    ['sum without (instance) (job:errors:rate5m) > 14.4 * 0.001', ['job:errors:rate5m']],
    ["label_replace(a, 'x', '$1', 'y', '(.*)')", ['a']],
    ['1e3 > 5 and NaN', []],
  ])('finds the metrics of %s', (expression, expected) => {
    expect(names(expression)).toEqual(expected);
  });

  it('tells the labels that a metric is selected by', () => {
    expect(metricsIn('a{b="x", c!~"y"} / a{}')).toEqual([
      { name: 'a', labels: ['b', 'c'] },
      { name: 'a', labels: [] },
    ]);
  });

  it('refuses what is not closed', () => {
    expect(() => metricsIn('sum by (a')).toThrow('open');
    expect(() => metricsIn('a{b="c"')).toThrow('open');
  });
});

it('groupedBy finds the labels of every grouping', () => {
  const expression = 'sum by (le, job) (a) / on (job) group_left sum(b) by (queue) unless without (x) c';
  expect(groupedBy(expression)).toEqual(['le', 'job', 'job', 'queue']);
});
