import { createHash } from 'node:crypto';
import type { PackageFacts } from '../generate/package-facts.ts';
import type { LockedPackage } from './packages.ts';

/** The form of a UUID, made of a hash: the same content has the same serial number (RFC 9562, version 8). */
function serialNumber(content: string): string {
  const hex = createHash('sha256').update(content).digest('hex');
  return `urn:uuid:${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

/** The address of a package, https://github.com/package-url/purl-spec. */
const purl = (name: string, version: string): string => `pkg:npm/${name.replace(/^@/, '%40')}@${version}`;

/** `sha512-…` of the lock file, as CycloneDX writes it. */
function hashesOf(integrity: string): { alg: string; content: string }[] {
  const [, digest] = /^sha512-(.+)$/.exec(integrity) ?? [];
  return digest === undefined ? [] : [{ alg: 'SHA-512', content: Buffer.from(digest, 'base64').toString('hex') }];
}

/** A single licence has an id, an expression of several has none. */
const licensesOf = (license: string) =>
  license.includes(' ') ? [{ expression: license }] : [{ license: { id: license } }];

/**
 * The bill of materials, CycloneDX 1.6: what the package brings when it is installed. `npm sbom` makes one of its own,
 * with the time and a random number in it and the name of the folder: the same release would have another one each
 * time.
 */
export function billOfMaterials(facts: PackageFacts, packages: readonly LockedPackage[]): object {
  const components = packages
    .filter(({ dev }) => !dev)
    .map(({ name, version, license, integrity }) => ({
      type: 'library',
      'bom-ref': purl(name, version),
      name,
      version,
      scope: 'required',
      hashes: hashesOf(integrity),
      licenses: licensesOf(license),
      purl: purl(name, version),
    }));
  const { name, version, description, license } = facts;
  const component = {
    type: 'application',
    'bom-ref': purl(name, version),
    name,
    version,
    description,
    licenses: licensesOf(license),
    purl: purl(name, version),
  };
  return {
    $schema: 'http://cyclonedx.org/schema/bom-1.6.schema.json',
    bomFormat: 'CycloneDX',
    specVersion: '1.6',
    serialNumber: serialNumber(JSON.stringify([component, components])),
    version: 1,
    metadata: { component },
    components,
  };
}
