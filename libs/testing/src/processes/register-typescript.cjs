// Lets a child process of a test run TypeScript sources: `node -r register-typescript.cjs file.ts`.
const { transformSync } = require('@swc/core');
const { readFileSync } = require('node:fs');
const Module = require('node:module');
const { resolve } = require('node:path');

const typescript = require('../../../../tools/jest/typescript.cjs');

const root = resolve(__dirname, '../../../..');
const resolveFilename = Module._resolveFilename;
Module._resolveFilename = function (request, ...rest) {
  const library = /^@sentrybox\/([a-z-]+)$/.exec(request)?.[1];
  return resolveFilename.call(this, library === undefined ? request : `${root}/libs/${library}/src/index.ts`, ...rest);
};
Module._extensions['.ts'] = (module, filename) => {
  const { code } = transformSync(readFileSync(filename, 'utf8'), {
    filename,
    ...typescript,
  });
  module._compile(code, filename);
};
