import { toConnectorError } from '../../errors/connector-error.ts';
import { StartProblem } from '../../errors/start-problem.ts';

/** How a thing is: in order, not in order, or for a person to look at. */
export type State = 'ok' | 'wrong' | 'unsure';

/** One thing that was looked at; what `--json` prints of it. */
export interface Finding {
  /** What was looked at: a name that stays. */
  readonly check: string;
  readonly state: State;
  readonly found: string;
  /** What to do; empty where there is nothing. */
  readonly fix: string;
}

/** What a look ends with: a sentence where all is well, or what a person has to judge. */
export type Seen = string | { readonly unsure: string; readonly fix?: string };

/** What is wrong, and what to do. */
export class Wrong extends Error {
  override readonly name = 'Wrong';
  readonly fix: string;

  constructor(found: string, fix: string) {
    super(found);
    this.fix = fix;
  }
}

function wrong(thrown: unknown): Pick<Finding, 'found' | 'fix'> {
  if (thrown instanceof Wrong) return { found: thrown.message, fix: thrown.fix };
  if (thrown instanceof StartProblem) return { found: thrown.problem, fix: thrown.fix };
  const error = toConnectorError(thrown);
  if (error.code !== 'INTERNAL') return { found: error.message, fix: error.body('').fix };
  return { found: thrown instanceof Error ? thrown.message : String(thrown), fix: '' };
}

/** Looks at one thing; what is thrown is what is wrong with it. */
export async function look(check: string, work: () => Seen | Promise<Seen>): Promise<Finding> {
  try {
    const seen = await work();
    if (typeof seen === 'string') return { check, state: 'ok', found: seen, fix: '' };
    return { check, state: 'unsure', found: seen.unsure, fix: seen.fix ?? '' };
  } catch (thrown) {
    return { check, state: 'wrong', ...wrong(thrown) };
  }
}

/** Looks one after the other, as long as nothing is wrong: what comes later needs what comes before. */
export async function lookInTurn(
  looks: readonly (readonly [check: string, work: () => Seen | Promise<Seen>])[],
): Promise<Finding[]> {
  const findings: Finding[] = [];
  for (const [check, work] of looks) {
    const finding = await look(check, work);
    findings.push(finding);
    if (finding.state === 'wrong') break;
  }
  return findings;
}

/** Whether nothing that was looked at is wrong. */
export const areInOrder = (findings: readonly Finding[]): boolean => findings.every(({ state }) => state !== 'wrong');
