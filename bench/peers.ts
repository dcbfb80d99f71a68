const URN = 'urn:omni:params:1.0:UserAttribute';
const PATCH_URN = 'urn:ietf:params:scim:api:messages:2.0:PatchOp';
const USERS = '/api/scim/v2/Users';
const PAGE = 100;

type Values = Readonly<Record<string, unknown>>;

/** A user as a list or a search shows them, as far as these ways look. */
interface Listed {
  readonly id: string;
  readonly userName: string;
  readonly displayName: string;
  /** Undefined where Omni leaves the values out. */
  readonly [URN]?: Values;
}

interface Page {
  readonly totalResults: number;
  readonly Resources: readonly Listed[];
}

/** Omni for a program of somebody else: each request paced, and none repeated. */
export interface PeerOmni {
  get(path: string, query: Readonly<Record<string, string>>): Promise<unknown>;
  send(method: 'PUT' | 'PATCH', path: string, body: unknown): Promise<void>;
}

/** What one user is to hold of `region`. */
export interface PeerRow {
  readonly userName: string;
  readonly displayName: string;
  readonly region: string;
}

/** What a program has in hand when its night begins. */
export interface PeerNight {
  /** Everybody. */
  readonly rows: readonly PeerRow[];
  /** Those of whom the source knows that they changed since the last night. */
  readonly changed: readonly PeerRow[];
  /** The id that a program which has created the users knows them by. */
  readonly idOf: (userName: string) => string;
}

/** How somebody else's program sets a value for many users, request by request. */
export type PeerWay = (omni: PeerOmni, night: PeerNight) => Promise<void>;

async function find(omni: PeerOmni, userName: string): Promise<Listed | undefined> {
  const page = (await omni.get(USERS, { filter: `userName eq "${userName}"` })) as Page;
  return page.Resources.find((user) => user.userName === userName);
}

async function list(omni: PeerOmni): Promise<Listed[]> {
  const users: Listed[] = [];
  for (let startIndex = 1; ; startIndex += PAGE) {
    const page = (await omni.get(USERS, { count: `${PAGE}`, startIndex: `${startIndex}` })) as Page;
    users.push(...page.Resources);
    if (users.length >= page.totalResults || page.Resources.length === 0) return users;
  }
}

const put = (omni: PeerOmni, id: string, { userName, displayName }: Omit<PeerRow, 'region'>, values: Values) =>
  omni.send('PUT', `${USERS}/${id}`, { userName, displayName, active: true, [URN]: values });

/** Puts the user back as they were shown, with the one value in it; not where it is shown already. */
async function putBack(omni: PeerOmni, user: Listed, { region }: PeerRow): Promise<void> {
  if (user[URN]?.region === region) return;
  await put(omni, user.id, user, { ...user[URN], region });
}

const findAndPut: PeerWay = async (omni, { rows }) => {
  for (const row of rows) {
    const user = await find(omni, row.userName);
    if (user) await putBack(omni, user, row);
  }
};

/**
 * As github.com/Hawkfry-Group/omni-user-manager compares with the list; it reads one page, and this way reads all.
 */
const listAndPut: PeerWay = async (omni, { rows }) => {
  const users = new Map((await list(omni)).map((user) => [user.userName, user]));
  for (const row of rows) {
    const user = users.get(row.userName);
    if (user) await putBack(omni, user, row);
  }
};

/** As `omni users set-attributes` in github.com/exploreomni/cli, once for each user. */
const commandLine: PeerWay = async (omni, { rows }) => {
  for (const { userName, region } of rows) {
    const user = await find(omni, userName);
    const Operations = [{ op: 'replace', value: { [URN]: { region } } }];
    if (user) await omni.send('PATCH', `${USERS}/${user.id}`, { schemas: [PATCH_URN], Operations });
  }
};

/** As examples/user_management in github.com/exploreomni/omni-python-sdk: the columns of the file, and no others. */
const uploadScript: PeerWay = async (omni, { rows }) => {
  for (const row of rows) {
    const user = await find(omni, row.userName);
    if (user) await put(omni, user.id, row, { region: row.region });
  }
};

/**
 * Okta's provisioning: the whole app profile of whose it has changed, and nothing is read. The profile has `region`
 * mapped and, of what Okta does not know, nothing.
 */
const wholeProfile: PeerWay = async (omni, { changed, idOf }) => {
  for (const row of changed) await put(omni, idOf(row.userName), row, { region: row.region });
};

/** By the name that the table of `npm run cost` shows. */
export const PEER_WAYS: Readonly<Record<string, PeerWay>> = {
  'find and PUT': findAndPut,
  'list and PUT (omni-user-manager)': listAndPut,
  'find and PATCH (Omni’s command line)': commandLine,
  'upload script (Omni’s Python SDK)': uploadScript,
  'whole profile of who changed (Okta)': wholeProfile,
};
