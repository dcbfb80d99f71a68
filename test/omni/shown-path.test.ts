import { describe, expect, test } from '@jest/globals';
import { shownPath } from '../../src/omni/shown-path.ts';

describe('the path of a request as people see it', () => {
  test.each([
    ['/api/scim/v2/Users', '/api/scim/v2/Users'],
    ['/api/scim/v2/Users/4f2c-planted', '/api/scim/v2/Users/{id}'],
    ['/api/scim/v2/Users/planted%40acme.example?a=planted', '/api/scim/v2/Users/{id}'],
    ['/api/scim/v2/Users?filter=userName%20eq%20%22planted%22', '/api/scim/v2/Users'],
    ['/api/v1/user-attributes/planted', '/api/v1/user-attributes/{id}'],
    ['/api/v1/whoami', '/api/v1/whoami'],
    ['/openapi.json', '/openapi.json'],
  ])('%s is %s', (path, shown) => {
    expect(shownPath(path)).toBe(shown);
  });
});
