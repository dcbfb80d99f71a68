import type { Services } from '../services.ts';

/** What an operator should see to though calls are served, in words; empty when there is nothing. */
export function warnings({ policy, settings }: Pick<Services, 'policy' | 'settings'>): string[] {
  const problem = policy?.problem ?? '';
  return [
    ...(problem === '' ? [] : [`The new policy cannot be followed, and the last good one holds: ${problem}`]),
    ...settings.secretFiles.flatMap((file) => (file.problem === '' ? [] : [`${file.setting} ${file.problem}`])),
  ];
}
