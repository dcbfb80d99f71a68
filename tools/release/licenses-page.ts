import { table } from '../generate/markdown.ts';
import type { PackageFacts } from '../generate/package-facts.ts';
import type { LockedPackage } from './packages.ts';

/** The licences of all that the package brings when it is installed. */
export function licensesPage({ name, version }: PackageFacts, packages: readonly LockedPackage[]): string {
  const running = packages.filter(({ dev }) => !dev);
  const counts = new Map<string, number>();
  for (const { license } of running) counts.set(license, (counts.get(license) ?? 0) + 1);
  const summary = [...counts].toSorted(([one], [other]) => (one < other ? -1 : 1));
  return `# Licences of ${name} ${version} and of what it brings

${table(
  ['licence', 'packages'],
  summary.map(([license, count]) => [license, String(count)]),
)}

Each package has the text of its licence in its folder below node_modules.

${table(
  ['package', 'version', 'licence'],
  running.map((one) => [one.name, one.version, one.license]),
)}
`;
}
