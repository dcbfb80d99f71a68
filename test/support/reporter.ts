import { relative } from 'node:path';

/** The parts of Jest's results that are told: https://jestjs.io/docs/configuration#custom-reporters */
interface OneTest {
  readonly title: string;
  readonly fullName: string;
  readonly status: string;
}
interface OneFile {
  readonly testFilePath: string;
  readonly testResults: readonly OneTest[];
  readonly failureMessage?: string | null;
  readonly numFailingTests: number;
  readonly testExecError?: unknown;
  readonly console?: readonly { readonly message: string }[];
}
interface AllFiles {
  readonly numTotalTestSuites: number;
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly numPendingTests: number;
  readonly numFailedTestSuites: number;
  readonly startTime: number;
  readonly testResults: readonly OneFile[];
}

const PER_LINE = 50;
/** So few files are told test by test. */
const FEW_FILES = 3;

const say = (text: string): boolean => process.stderr.write(text);
const pathOf = ({ testFilePath }: OneFile): string => relative(process.cwd(), testFilePath);
const hasFailed = (file: OneFile): boolean => file.numFailingTests > 0 || Boolean(file.testExecError);
const MARKS: Readonly<Record<string, string>> = { passed: 'ok', failed: 'FAILED' };

/** For a pattern and for a shell at once: what means something to one of them may stand for any character. */
const asPattern = (name: string): string => name.replace(/[^\w ,:;/-]/g, '.');

/** The command that runs a failed test alone; of a file that could not be loaded, the file. */
const commandsOf = (file: OneFile): string[] => {
  const failed = file.testResults.filter(({ status }) => status === 'failed');
  const alone = failed.map(({ fullName }) => `npm test -- ${pathOf(file)} -t "^${asPattern(fullName)}$"`);
  return alone.length > 0 ? alone : [`npm test -- ${pathOf(file)}`];
};

/** A dot for each file that passed, everything about one that failed, and at the end how to run each failure alone. */
export default class PlainReporter {
  #told = 0;

  onRunStart({ numTotalTestSuites }: AllFiles): void {
    say(`${numTotalTestSuites} files of tests, a dot for each:\n`);
  }

  onTestResult(_test: unknown, file: OneFile, { numTotalTestSuites }: AllFiles): void {
    this.#told += 1;
    if (hasFailed(file)) this.#tellFailure(file);
    else if (numTotalTestSuites <= FEW_FILES) this.#tellTests(file);
    else say('.');
    if (this.#told % PER_LINE === 0) say(` ${this.#told} of ${numTotalTestSuites}\n`);
  }

  onRunComplete(_contexts: unknown, all: AllFiles): void {
    const failed = all.testResults.filter(hasFailed);
    const commands = failed.flatMap(commandsOf);
    if (commands.length > 0) say(`\n\nEach failure alone:\n  ${commands.join('\n  ')}\n`);
    const seconds = Math.round((Date.now() - all.startTime) / 1_000);
    const counts = `${all.numPassedTests} passed, ${all.numFailedTests} failed, ${all.numPendingTests} skipped`;
    say(`\n\n${counts}, in ${all.testResults.length} files and ${seconds} s.\n`);
    const broken = failed.filter(({ numFailingTests }) => numFailingTests === 0).length;
    if (broken > 0) say(`${broken} files could not be run at all.\n`);
  }

  #tellFailure(file: OneFile): void {
    const printed = (file.console ?? []).map(({ message }) => `${message}\n`).join('');
    say(`\nFAILED ${pathOf(file)}\n${file.failureMessage ?? ''}\n${printed}`);
  }

  #tellTests(file: OneFile): void {
    say(`${pathOf(file)}\n`);
    for (const { fullName, status } of file.testResults) say(`  ${MARKS[status] ?? status}  ${fullName}\n`);
  }
}
