import { productVersion } from './product-version';

it('reads the version of the product', () => {
  expect(productVersion()).toMatch(/^\d+\.\d+\.\d+/);
});
