import { afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { useConnector } from '../support/connector.ts';
import { conformanceCheck, type Exchange } from './conformance.ts';
import { deliveredDocument, operationsOf } from './document.ts';
import { connectClient, type GeneratedClient, type GeneratedModule, generateClient } from './third-party-client.ts';

const start = useConnector();
const ANALYST = 'analyst.one@acme.example';
const UNKNOWN_ID = '00000000-0000-4000-8000-000000000000';

/** What earlier calls answered, by operation id. */
type Answers = Readonly<Record<string, Record<string, unknown>>>;

interface Step {
  readonly call: string;
  /** Absent: the example of the document. */
  readonly input?: (answers: Answers) => object;
  /** Absent: success. */
  readonly refusal?: string;
}

const jobOf =
  (call: string) =>
  (answers: Answers): object => ({ jobId: answers[call]?.jobId });

/** Every action once, in an order in which each finds what it needs. */
const STORY: readonly Step[] = [
  { call: 'ping' },
  { call: 'createAttribute' },
  { call: 'ensureAttribute' },
  { call: 'ensureAttributes' },
  { call: 'updateAttribute' },
  { call: 'listAttributes' },
  { call: 'listUsers' },
  { call: 'readUser' },
  { call: 'explainUser' },
  { call: 'setUserValues' },
  { call: 'clearUserValues' },
  { call: 'planPush' },
  { call: 'applyPlan', input: ({ planPush }) => ({ planId: planPush?.planId, planHash: planPush?.planHash }) },
  { call: 'listChanges' },
  { call: 'readUserAt' },
  { call: 'pushUsers', input: () => ({ rows: [{ userName: ANALYST, values: { blob_entity: 'apac' } }] }) },
  { call: 'getJob', input: jobOf('pushUsers') },
  { call: 'listJobResults', input: jobOf('pushUsers') },
  { call: 'listJobs' },
  { call: 'undoJob', input: jobOf('pushUsers') },
  { call: 'retryJob', input: jobOf('pushUsers'), refusal: 'JOB_NOTHING_TO_DO' },
  { call: 'approveJob', input: jobOf('pushUsers'), refusal: 'JOB_NOT_WAITING' },
  { call: 'cancelJob', input: () => ({ jobId: UNKNOWN_ID }), refusal: 'JOB_NOT_FOUND' },
  { call: 'setupSyncedAttribute' },
  { call: 'setOktaValues' },
  { call: 'syncFromOkta', input: () => ({ references: ['region'] }) },
  { call: 'syncUser' },
  { call: 'reportDrift', input: () => ({ references: ['region'] }) },
  { call: 'reportCoverage', input: () => ({ references: ['region'] }) },
  { call: 'reportUsage' },
  { call: 'previewAccess', input: () => ({ userName: ANALYST, values: { blob_entity: 'apac' } }) },
  { call: 'removeSyncedAttribute' },
  { call: 'deleteAttribute', input: () => ({ reference: 'spare', confirmReference: 'spare' }) },
];

const document = deliveredDocument();
const departures = conformanceCheck(document);

const exampleOf = (call: string): unknown =>
  operationsOf(document).find(([, { operationId }]) => operationId === call)?.[1].requestBody?.content[
    'application/json'
  ]?.example;

describe('a client that somebody else generates from the document', () => {
  let code: GeneratedModule;
  let client: GeneratedClient;
  let exchanges: Exchange[] = [];

  beforeAll(async () => {
    code = await generateClient(document);
  });
  beforeEach(async () => {
    const c = await start({ oktaOrg: {}, environment: { ALLOW_ATTRIBUTE_DELETE: 'true' } });
    c.omni.addUser({ userName: ANALYST });
    c.omni.addAttribute({ name: 'spare', label: 'Spare', type: 'String' });
    c.oktaOrg.addUser({ login: ANALYST });
    c.oktaOrg.assign(ANALYST);
    const onExchange = (exchange: Exchange) => exchanges.push(exchange);
    client = connectClient(code, { baseUrl: c.connector.url, token: () => c.token(), onExchange });
  });
  afterEach(() => {
    exchanges = [];
  });

  const outcome = (call: string, input: unknown): Promise<unknown> =>
    Object(client[call]?.(input)).then(
      ({ data }: { data: unknown }) => data,
      ({ error }: { error: unknown }) => error,
    );

  test('can call every action, and each answers as documented', async () => {
    const answers: Record<string, Record<string, unknown>> = {};
    const refusals: Record<string, unknown> = {};
    for (const { call, input } of STORY) {
      const answer = Object(await outcome(call, input?.(answers) ?? exampleOf(call)));
      answers[call] = answer;
      if (answer.statusCode) refusals[call] = answer.code;
    }
    const expected = STORY.flatMap(({ call, refusal }) => (refusal ? [[call, refusal]] : []));
    expect(refusals).toEqual(Object.fromEntries(expected));
    expect(exchanges.flatMap(departures)).toEqual([]);
    expect(exchanges.map(({ path }) => path)).toHaveLength(STORY.length);
  });

  test('gets the two lists of Connector Builder', async () => {
    expect(await outcome('listAttributeOptions', {})).toEqual([{ value: 'Spare', key: 'spare' }]);
    expect(await outcome('listValueFields', {})).toMatchObject([{ name: 'spare', type: 'Text' }]);
  });

  test('has a method for every action, and the story calls them all', () => {
    const actions = operationsOf(document).filter(([, , path]) => path.startsWith('/v1/actions/'));
    const ids = actions.map(([, { operationId }]) => operationId).toSorted();
    expect(STORY.map(({ call }) => call).toSorted()).toEqual(ids);
    expect(Object.keys(client)).toEqual(expect.arrayContaining(ids));
  });
});
