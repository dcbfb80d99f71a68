import { type GroupRule, isAbout } from '../policy/group-rule.ts';
import type { Services } from '../services.ts';
import { rememberedGroups as readGroups } from '../store/okta-groups.ts';

/** Whom a rule fits, as far as groups were read. */
export interface RuleMatches {
  /** The groups that it is about. */
  readonly groups: readonly string[];
  /** Members of these groups; who is in two of them counts twice. */
  readonly memberCount: number;
  /** When the oldest of them was read whole, ms epoch; 0: none was. */
  readonly seenAt: number;
}

/** Who fits rules about groups, by what the last syncs have read: Okta is not asked. */
export async function rememberedMatches({ database }: Services, rules: readonly GroupRule[]): Promise<RuleMatches[]> {
  const known = await readGroups(database);
  return rules.map((rule) => {
    const found = known.filter(({ name }) => isAbout(rule, name));
    return {
      groups: found.map(({ name }) => name),
      memberCount: found.reduce((sum, { memberCount }) => sum + memberCount, 0),
      seenAt: found.length === 0 ? 0 : Math.min(...found.map(({ seenAt }) => seenAt)),
    };
  });
}
