import { type LookupAddress, lookup } from 'node:dns';
import type { LookupFunction } from 'node:net';
import { isPublicAddress } from './callback-address.ts';

/** Finds all addresses of a name, as `dns.lookup` does with `all`. */
export type ResolveName = (
  name: string,
  options: { readonly all: true },
  done: (error: NodeJS.ErrnoException | null, addresses: LookupAddress[]) => void,
) => void;

const NOT_PUBLIC = Object.assign(new Error('the name leads to an address that is not on the open Internet'), {
  code: 'CALLBACK_ADDRESS_NOT_PUBLIC',
});

/**
 * The lookup of a connection that may go to the open Internet only. The addresses it checks are the ones that are
 * connected to, so a name cannot change its mind in between; one bad address refuses the name.
 */
export const publicLookup =
  (resolve: ResolveName = lookup): LookupFunction =>
  (name, { all }, done) => {
    resolve(name, { all: true }, (error, addresses) => {
      const [first] = addresses ?? [];
      if (error || !first) done(error ?? NOT_PUBLIC, []);
      else if (!addresses.every(({ address }) => isPublicAddress(address))) done(NOT_PUBLIC, []);
      else if (all) done(null, addresses);
      else done(null, first.address, first.family);
    });
  };
