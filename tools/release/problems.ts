import { ALLOWED_LICENSES, type LockedPackage } from './packages.ts';

/** What a release is made of, as it is in the folder now. */
export interface ReleaseState {
  readonly version: string;
  readonly changelog: string;
  /** What git shows as changed; empty: nothing. */
  readonly changes: string;
  readonly tags: readonly string[];
  readonly packages: readonly LockedPackage[];
}

/** Why this is no release, in words; empty when it is one. */
export function releaseProblems({ version, changelog, changes, tags, packages }: ReleaseState): string[] {
  const [, unreleased = ''] = /^## \[Unreleased\]\n([\s\S]*?)(?=^## |$(?![\s\S]))/m.exec(changelog) ?? [];
  const isDated = new RegExp(`^## \\[${version.replaceAll('.', '\\.')}\\] - \\d{4}-\\d{2}-\\d{2}$`, 'm').test(
    changelog,
  );
  const wrong = packages.filter(({ dev, license }) => !dev && !ALLOWED_LICENSES.includes(license));
  return [
    isDated ? '' : `CHANGELOG.md has no section [${version}] with a date.`,
    unreleased.trim() === '' ? '' : 'CHANGELOG.md has lines under [Unreleased]: move them, or raise the version.',
    changes === '' ? '' : `The folder differs from its last commit:\n${changes}`,
    tags.includes(`v${version}`) ? `The tag v${version} is there already: raise the version in package.json.` : '',
    ...wrong.map(({ name, license }) => `${name} has the licence "${license}", which is not among the allowed ones.`),
  ].filter((problem) => problem !== '');
}
