import { parseUniqueJsonObject } from './unique-json';

describe('parseUniqueJsonObject', () => {
  it.each([
    ['an object', '{"a":1,"b":{"a":2},"c":[{"a":3},{"a":4}]}'],
    ['names in values', '{"a":"a","b":["a","a"],"c":"{\\"a\\":1,\\"a\\":2}"}'],
    ['blanks before the colon', '{ "a" \n\t: 1 , "b" : "x" }'],
    ['a quote and a backslash in a name', '{"a\\"":1,"a\\\\":2,"a":3}'],
  ])('parses %s', (_name, text) => {
    expect(parseUniqueJsonObject(text)).toEqual(JSON.parse(text));
  });

  it.each([
    ['the same name twice', '{"a":1,"a":1}'],
    ['twice by an escape', '{"a":1,"\\u0061":2}'],
    ['twice in an object further in', '{"a":{"b":[{"c":1,"c":2}]}}'],
    ['twice with blanks', '{"a" :1, "a"\n:2}'],
    ['__proto__ twice', '{"__proto__":1,"__proto__":2}'],
    ['a list', '[1]'],
    ['null', 'null'],
    ['a text', '"a"'],
    ['nothing', ''],
    ['half an object', '{"a":'],
  ])('refuses %s', (_name, text) => {
    expect(parseUniqueJsonObject(text)).toBeUndefined();
  });
});
