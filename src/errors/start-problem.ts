/** What a `StartProblem` carries beside its line. */
export interface StartProblemOptions extends ErrorOptions {
  /** It may be over soon without anybody's help, as with a server that is still starting. */
  readonly passing?: boolean;
}

/**
 * What keeps a command from starting, as one line for the operator: the setting, the reason, what to do. The caller
 * keeps values of secret settings out of the reason.
 */
export class StartProblem extends Error {
  override readonly name = 'StartProblem';
  readonly passing: boolean;
  /** The setting and the reason. */
  readonly problem: string;
  readonly fix: string;

  constructor(setting: string, reason: string, fix: string, { passing = false, ...options }: StartProblemOptions = {}) {
    const problem = `${setting}: ${reason}.`;
    super(`${problem} ${fix}`, options);
    this.problem = problem;
    this.fix = fix;
    this.passing = passing;
  }
}
