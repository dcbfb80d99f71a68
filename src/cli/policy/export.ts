import { writeFileSync } from 'node:fs';
import { missingSettings } from '../../config/okta-management.ts';
import { readMappingIfAny } from '../../okta/mapping-if-any.ts';
import type { OktaSession } from '../../okta/okta-org.ts';
import { plainVariable } from '../../okta/omni-app-attributes.ts';
import type { SyncSource } from '../../sync/sync-options.ts';
import { syncedAttributes } from '../../sync/synced-attributes.ts';
import { oktaToAsk, withOmni } from '../one-off-clients.ts';
import { say, tell } from '../push/terminal.ts';
import { readEnvironment } from '../read-environment.ts';
import { type FoundSource, policyOf } from './policy-of.ts';

export interface PolicyExportOptions {
  /** Which of Okta's two profiles is named where both can be. */
  readonly source: SyncSource;
  /** Left out: standard output. */
  readonly out?: string;
}

/** Where the values come from that Okta pushes: the app's profile, or the user's where a plain mapping names it. */
async function findSources(okta: OktaSession, wanted: SyncSource): Promise<ReadonlyMap<string, FoundSource>> {
  const synced = await syncedAttributes(okta, undefined, 'app-profile');
  const mapping = await readMappingIfAny(okta);
  return new Map(
    synced.map(({ reference, variable }) => {
      const expression = mapping?.properties.get(variable)?.expression ?? '';
      const plain = plainVariable(expression);
      if (wanted === 'okta-profile' && plain !== undefined) return [reference, { okta: `user.${plain}`, note: '' }];
      return [reference, { okta: `app.${variable}`, note: expression === '' ? '' : `mapped from ${expression}` }];
    }),
  );
}

/** `policy export`: makes a policy of what exists. @returns the exit code */
export async function exportPolicy(
  environment: NodeJS.ProcessEnv,
  { source, out }: PolicyExportOptions,
): Promise<number> {
  const settings = readEnvironment(environment);
  const attributes = await withOmni(settings, (askOmni) => askOmni(settings.omniKeys, (omni) => omni.listAttributes()));
  const missing = missingSettings(settings.oktaManagement);
  if (missing.length > 0)
    tell(`The policy names no sources, since Okta cannot be asked: ${missing.join(', ')} is not set.`);
  const sources = missing.length > 0 ? new Map() : await findSources(oktaToAsk(settings), source);
  const text = policyOf(attributes, sources);
  if (out === undefined) say(text.trimEnd());
  else writeFileSync(out, text);
  return 0;
}
