import { afterAll, afterEach, beforeAll } from '@jest/globals';
import nock from 'nock';

// Loaded, it takes over the requests of every file of the worker; here, of those that ask for it.
nock.restore();

/** Answers the requests of a file as its tests say; others reach loopback alone. */
export function useNock(): void {
  beforeAll(() => {
    nock.activate();
    nock.enableNetConnect(/^127\.0\.0\.1(:|$)/);
  });
  afterEach(() => nock.cleanAll());
  afterAll(() => {
    nock.enableNetConnect();
    nock.restore();
  });
}
