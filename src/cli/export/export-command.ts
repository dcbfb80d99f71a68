import { access, writeFile } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';
import { type ExportedUser, type ExportTable, exportTable, type Omission } from '../../files/export-table.ts';
import type { ListAttributesOutput, ListUsersOutput } from '../../schema/types.ts';
import { ActionRefused, type CallAction, demand } from '../push/call-action.ts';
import { checkTargets } from '../push/check-targets.ts';
import { duration } from '../push/preview.ts';
import { say, sayJson, tell } from '../push/terminal.ts';
import { withEngine } from '../push/with-engine.ts';
import { shellWord } from '../shell-word.ts';
import { PartialExport } from './partial-export.ts';

export interface ExportOptions {
  readonly url?: string;
  readonly json?: boolean;
  /** Go on with an export that was cut off. */
  readonly continue?: boolean;
}

/** How many users a call reads: with their page, and one by one. */
const PER_PAGE = 100;
const PER_CALL = 8;
/** A key's requests are so far apart (docs/limits.md). */
const SECONDS_PER_REQUEST = 1.02;

const MOST_TRIES = 20;

async function exists(path: string): Promise<boolean> {
  return await access(path).then(
    () => true,
    () => false,
  );
}

/** Says what the reading costs before most of it is spent. */
function tellCost({ total }: ListUsersOutput, done: number, isEach: boolean): void {
  const left = Math.max(0, total - done);
  const requests = isEach ? left + Math.ceil(left / PER_CALL) : Math.ceil(left / PER_PAGE);
  const why = isEach ? "Omni's list leaves the values out, so that each user is read by itself. " : '';
  const time = duration(Math.round(requests * SECONDS_PER_REQUEST));
  tell(`${why}${left} of ${total} users are left to read: about ${requests} requests to Omni, ${time} with one key.`);
}

const leavesOut = ({ users }: ListUsersOutput): boolean => users.some(({ valuesKnown }) => !valuesKnown);

/** One page; what may pass is waited for. */
async function listUsers(call: CallAction, cursor: string, readEach: boolean): Promise<ListUsersOutput> {
  for (let tries = 1; ; tries += 1) {
    const called = await call<ListUsersOutput>('list-users', { cursor, readEach });
    if ('output' in called) return called.output;
    if (!called.error.retryable || tries === MOST_TRIES) throw new ActionRefused(called.error);
    tell(called.error.message);
    await pause(called.error.retryAfterSeconds * 1_000);
  }
}

/** Reads all pages that are not read yet. @returns whether the list has changed meanwhile */
async function readUsers(call: CallAction, partial: PartialExport): Promise<boolean> {
  const list = (cursor: string, readEach: boolean) => listUsers(call, cursor, readEach);
  const first = await list(partial.cursor ?? '', false);
  const isEach = leavesOut(first);
  const done = partial.pages.reduce((sum, { users }) => sum + users.length, 0);
  tellCost(first, done, isEach);
  let page = isEach ? await list(partial.cursor ?? '', true) : first;
  await partial.add(page);
  let read = done + page.users.length;
  while (page.nextCursor !== '') {
    page = await list(page.nextCursor, isEach);
    await partial.add(page);
    read += page.users.length;
    tell(`${read} of ${page.total} users are read.`);
  }
  return partial.pages.some(({ total }) => total !== first.total);
}

const REASONS = {
  INACTIVE: 'inactive',
  AMBIGUOUS: 'one of several active users of this name',
  NAME_UNREADABLE: 'the name holds invisible characters or outer blanks',
  VALUES_UNKNOWN: 'Omni does not show the values',
  DEFAULT_UNCLEAR: "it shows the attribute's default, and the user may hold nothing",
  VALUE_UNREADABLE: 'a push would refuse the value or change it',
} as const satisfies Record<Omission['code'], string>;

const NAMED = 5;

/** What the file does not hold, by the reason, with the first of each. */
function omissionLines(omissions: readonly Omission[]): string[] {
  return [...Map.groupBy(omissions, ({ code }) => code)].map(([code, all]) => {
    const what = all.some(({ reference }) => reference !== '') ? 'cells are left blank' : 'users are left out';
    const names = all.slice(0, NAMED).map(({ userName, reference }) => [userName, reference].filter(Boolean).join(' '));
    const more = all.length > NAMED ? ', …' : '';
    return `${all.length} ${what} (${REASONS[code]}): ${names.join(', ')}${more}.`;
  });
}

function cutOff(thrown: unknown, { path }: PartialExport): never {
  throw new Error(`${(thrown as Error).message} What was read is in ${path}: --continue goes on from there.`);
}

/** The users of a page, each with their values. */
function usersOf({ users, values }: ListUsersOutput): ExportedUser[] {
  const byUser = Map.groupBy(values, ({ omniUserId }) => omniUserId);
  return users.map((user) => ({ ...user, valueList: byUser.get(user.omniUserId) ?? [] }));
}

/** A user whom a list that shifts shows twice is one. */
const uniqueUsers = ({ pages }: PartialExport): ExportedUser[] => [
  ...new Map(pages.flatMap(usersOf).map((user) => [user.omniUserId, user])).values(),
];

const commandFor = (path: string, { isMarked }: ExportTable, { url }: ExportOptions): string =>
  [
    `okta-workflows-omni plan ${shellWord(path)}`,
    ...(url === undefined ? [] : [`--url ${shellWord(url)}`]),
    '--empty-text ignore',
    ...(isMarked ? ['--apostrophes remove'] : []),
  ].join(' ');

/** `export FILE`: writes users with their values as CSV that can be edited and pushed back. @returns the exit code */
export async function exportCommand(path: string, options: ExportOptions): Promise<number> {
  await checkTargets({ FILE: path });
  return await withEngine(options.url, async ({ call, option }) => {
    if (await exists(path)) throw new Error(`${path} exists already: name another file.`);
    const partial = new PartialExport(path);
    if (options.continue) await partial.goOn(option);
    else await partial.begin(option, new Date().toISOString());
    const { attributes } = await demand<ListAttributesOutput>(call, 'list-attributes', {});
    const isComplete = partial.cursor === '';
    const hasChanged = isComplete ? false : await readUsers(call, partial).catch((thrown) => cutOff(thrown, partial));
    const known = attributes.map((one) => ({ ...one, defaultValue: one.defaultValues }));
    const table = exportTable(uniqueUsers(partial), known);
    await writeFile(path, table.lines.join(''), { flag: 'wx', mode: 0o600 });
    await partial.remove();
    const users = table.lines.length - 1;
    const command = commandFor(path, table, options);
    if (hasChanged) tell('The list of users changed while it was read: somebody may be missing or there twice.');
    if (options.json) sayJson({ users, attributes: known.length, omissions: table.omissions, hasChanged, command });
    else {
      const summary = `${path} holds ${users} users and ${known.length} attributes, as of ${partial.startedAt}.`;
      say(
        [
          summary,
          ...omissionLines(table.omissions),
          'Edit it, and see what pushing it would change:',
          `  ${command}`,
        ].join('\n'),
      );
    }
    return 0;
  });
}
