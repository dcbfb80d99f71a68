import type { Engine } from '../push/call-action.ts';
import { EXIT } from '../push/exit-codes.ts';
import { say, sayJson, tell } from '../push/terminal.ts';
import { withEngine } from '../push/with-engine.ts';
import { following, followPolicy } from './open-policy.ts';
import { planMarkdown } from './plan-markdown.ts';
import { type PolicyPlan, planPolicy } from './plan-policy.ts';
import { showPlan } from './show-plan.ts';

export interface PolicyPlanOptions {
  readonly url?: string;
  readonly json?: boolean;
  /** As a comment on a pull request. */
  readonly markdown?: boolean;
}

/** Nothing would change, it would, or it would wait for approval. */
const WOULD_CHANGE = 2;

function exitCodeOf({ guard, wouldChange }: PolicyPlan): number {
  if (guard.tripped) return EXIT.needsApproval;
  return wouldChange ? WOULD_CHANGE : EXIT.ok;
}

/** `policy plan`: shows what a policy would change, and writes nothing. @returns the exit code */
export async function planPolicyFile(
  environment: NodeJS.ProcessEnv,
  named: string | undefined,
  { url, json = false, markdown = false }: PolicyPlanOptions,
): Promise<number> {
  const opened = followPolicy(environment, named);
  const work = async ({ call }: Engine) => {
    const { plan } = await planPolicy(call, opened, tell);
    if (json) sayJson(plan);
    else say(markdown ? planMarkdown(plan) : showPlan(plan));
    return exitCodeOf(plan);
  };
  return await withEngine(url, work, following(environment, opened));
}
