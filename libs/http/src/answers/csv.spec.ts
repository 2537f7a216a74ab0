import { csvLine } from './csv';

describe('U04 a line of CSV', () => {
  it.each(['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', '\r=1', '\n=1', ' =1', '|cmd'])('computes nothing: %j', (text) => {
    expect(csvLine([text])).toMatch(/^"?'/);
  });

  it.each([
    [['a', 'b'], 'a,b\r\n'],
    [['a,b', 'say "x"', 'two\r\nlines', ' blank '], '"a,b","say ""x""","two\r\nlines"," blank "\r\n'],
    [[-5, 0.25, null, ''], '-5,0.25,,\r\n'],
  ])('is written as RFC 4180 says: %j', (cells, line) => {
    expect(csvLine(cells)).toBe(line);
  });
});
