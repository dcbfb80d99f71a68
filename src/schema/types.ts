// Made by `npm run generate` from schemas/*.json. Do not edit.
/**
 * The plan that was reviewed.
 */
export interface ApplyPlanInput {
  /**
   * The id of a plan, as plan-push gives it. A plan is kept for 24 hours.
   */
  planId: string;
  /**
   * A fingerprint of everything the plan would write, as plan-push gives it.
   */
  planHash: string;
  /**
   * Called once with the fields of get-job when the job ends, and when it begins to wait for approval: the https invoke URL of an API endpoint flow that answers at once. Unanswered, it is tried again 4 times within 13 minutes, so a flow may be called twice.
   */
  callbackUrl?: string;
}

/**
 * The job that writes what the plan shows.
 */
export interface ApplyPlanOutput {
  /**
   * The id of the new job.
   */
  jobId: string;
  /**
   * queued: waits for its turn; running: is worked on; needs-approval: waits for approve-job before it writes; paused: waits until Omni takes writes again, or for a decision where causeCode is RESTORED; done, canceled and failed: ended.
   */
  status: 'queued' | 'running' | 'needs-approval' | 'paused' | 'done' | 'canceled' | 'failed';
}

/**
 * The job to let go.
 */
export interface ApproveJobInput {
  /**
   * The id of a job, as push-users, apply-plan, retry-job, undo-job and list-jobs give it.
   */
  jobId: string;
}

/**
 * The job, which goes on.
 */
export interface ApproveJobOutput {
  /**
   * The id of the job.
   */
  jobId: string;
  /**
   * queued: waits for its turn; running: is worked on; needs-approval: waits for approve-job before it writes; paused: waits until Omni takes writes again, or for a decision where causeCode is RESTORED; done, canceled and failed: ended.
   */
  status: 'queued' | 'running' | 'needs-approval' | 'paused' | 'done' | 'canceled' | 'failed';
}

/**
 * An Omni user attribute.
 */
export interface Attribute {
  /**
   * Omni's identifier; empty for Omni's own (system) attributes and for one that does not exist yet.
   */
  id: string;
  /**
   * The key of the attribute.
   */
  reference: string;
  /**
   * The name that Omni shows.
   */
  label: string;
  /**
   * The type of the attribute's values. Omni has these two; it cannot be changed later.
   */
  type: 'string' | 'number';
  /**
   * Whether a user can hold several values. Omni lets it be switched on later, never off.
   */
  multiValued: boolean;
  /**
   * The default as one text; empty when there is none.
   */
  defaultValue: string;
  /**
   * The default as a list; empty when there is none.
   *
   * Items: One default value.
   */
  defaultValues: string[];
  /**
   * What the attribute is for; may be empty.
   */
  description: string;
  /**
   * true for Omni's own attributes, which cannot be written.
   */
  system: boolean;
}

/**
 * The entries of a dynamic dropdown, in the form that Okta's Connector Builder takes.
 *
 * Items: One user attribute.
 */
export type AttributeOptions = {
  /**
   * What the dropdown shows.
   */
  value: string;
  /**
   * What the flow stores: the reference of the attribute.
   */
  key: string;
}[];

/**
 * The job to end.
 */
export interface CancelJobInput {
  /**
   * The id of a job, as push-users, apply-plan, retry-job, undo-job and list-jobs give it.
   */
  jobId: string;
}

/**
 * The job, which has ended.
 */
export interface CancelJobOutput {
  /**
   * The id of the job.
   */
  jobId: string;
  /**
   * queued: waits for its turn; running: is worked on; needs-approval: waits for approve-job before it writes; paused: waits until Omni takes writes again, or for a decision where causeCode is RESTORED; done, canceled and failed: ended.
   */
  status: 'queued' | 'running' | 'needs-approval' | 'paused' | 'done' | 'canceled' | 'failed';
}

/**
 * One value that was, or would be, written.
 */
export interface Change {
  /**
   * The reference of the attribute.
   */
  reference: string;
  /**
   * The value before, as one text; empty when there was none.
   */
  before: string;
  /**
   * The value asked for, as one text; empty when it was cleared.
   */
  after: string;
  /**
   * The value before, as a list; empty when there was none.
   *
   * Items: One value.
   */
  beforeValues: string[];
  /**
   * The value asked for, as a list; empty when it was cleared.
   *
   * Items: One value.
   */
  afterValues: string[];
  /**
   * verified: read back from Omni; unverified: Omni accepted it but did not show it; not-applied: Omni accepted it but still shows something else; not-sent: a dry run.
   */
  outcome: 'verified' | 'unverified' | 'not-applied' | 'not-sent';
}

/**
 * The user and the references to clear.
 */
export interface ClearUserValuesInput {
  /**
   * The e-mail address that Omni knows the user by; case does not matter.
   */
  userName: string;
  /**
   * The references whose values are removed.
   *
   * @minItems 1
   * @maxItems 128
   *
   * Items: The reference of an Omni user attribute, as Omni shows it under "Reference".
   */
  references: string[];
  /**
   * true shows what would happen and writes nothing.
   */
  dryRun?: boolean;
  /**
   * The id of the event that the values come from; the same event has one effect, however often it is sent.
   */
  eventId?: string;
  /**
   * When the event happened (RFC 3339); values of an older event never replace those of a newer one.
   */
  eventTime?: string;
  /**
   * What becomes of a call that cannot be finished in its time: refuse answers with an error, queue makes it a row of a job that writes and reads back as soon as Omni lets it.
   */
  whenBusy?: 'refuse' | 'queue';
}

/**
 * What was written for one user, and whether it was read back.
 */
export type ClearUserValuesOutput = WriteResult;

/**
 * A value that was bent to fit its attribute.
 */
export interface Coercion {
  /**
   * The reference of the attribute.
   */
  reference: string;
  /**
   * What was sent, as text.
   */
  from: string;
  /**
   * What it was read as, as text.
   */
  to: string;
}

/**
 * The attribute to create.
 */
export interface CreateAttributeInput {
  /**
   * The reference of the attribute: small letters, digits and underscores, beginning with a letter. It cannot be changed later.
   */
  reference: string;
  /**
   * The name that Omni shows for the attribute.
   */
  label: string;
  /**
   * The type of the attribute's values. Omni has these two; it cannot be changed later.
   */
  type: 'string' | 'number';
  /**
   * Whether a user can hold several values. Omni lets it be switched on later, never off.
   */
  multiValued?: boolean;
  defaultValue?: DefaultValue;
  /**
   * What the attribute is for; an empty text removes it.
   */
  description?: string;
  /**
   * true shows what would happen and writes nothing.
   */
  dryRun?: boolean;
}

/**
 * The attribute as Omni holds it.
 */
export interface CreateAttributeOutput {
  attribute: Attribute;
  /**
   * Whether the attribute was created, or would be in a dry run.
   */
  created: boolean;
}

/**
 * The value of users who have none of their own: a text, a number, or a list for a multi-valued attribute; null for no default.
 *
 * @maxItems 1000
 */
export type DefaultValue = string | number | (string | number)[] | null;

/**
 * The attribute to delete, twice.
 */
export interface DeleteAttributeInput {
  /**
   * The reference of an Omni user attribute, as Omni shows it under "Reference".
   */
  reference: string;
  /**
   * The same reference again: deleting takes every user's value away.
   */
  confirmReference: string;
  /**
   * true deletes even when the users who lose a value cannot be counted in time.
   */
  acceptUnknownCount?: boolean;
  /**
   * true shows what would happen and writes nothing.
   */
  dryRun?: boolean;
}

/**
 * What was deleted.
 */
export interface DeleteAttributeOutput {
  /**
   * Whether the attribute was deleted; never in a dry run.
   */
  deleted: boolean;
  /**
   * Whether the same call without dryRun would delete it, where an operator allows that; false where the users cannot be counted and acceptUnknownCount is not true.
   */
  wouldDelete: boolean;
  /**
   * How many users held a value of their own, or hold it in a dry run; -1 when they could not be counted.
   */
  usersLosingValue: number;
  /**
   * How the counts of users are known: list: by the pages of the list; read: by reading those whose values it leaves out; remembered: some by what was last seen of them; assumed: of some nobody knows, and they are counted as holding nothing; empty: there was nothing to count.
   */
  countTruth: '' | 'list' | 'read' | 'remembered' | 'assumed';
  /**
   * All places of the models and connections that use the attribute, as report-usage has read them.
   */
  usedCount: number;
  /**
   * The first 50 places that use the attribute, by model, file and line.
   *
   * Items: One place that uses the attribute.
   */
  uses: {
    /**
     * The name of the model; of a connection its name.
     */
    model: string;
    /**
     * The file of the model; empty for a connection.
     */
    file: string;
    /**
     * The line in the file, from 1; 0 for a connection.
     */
    line: number;
    /**
     * The topic; empty where there is none.
     */
    topic: string;
    /**
     * access-filter: decides which rows are seen; access-grant: opens a topic, view or field; field: stands in the SQL of a field; extension: chooses a model that extends this one; connection: chooses the database; other: anything else, as a join.
     */
    kind: 'access-filter' | 'access-grant' | 'field' | 'extension' | 'connection' | 'other';
    /**
     * How it is used, in words.
     */
    detail: string;
  }[];
  /**
   * As of when the uses are known, or why they are not; empty where they were not looked at.
   */
  usesNote: string;
}

/**
 * The attribute as it has to be. Optional fields that are left out are left alone.
 */
export interface EnsureAttributeInput {
  /**
   * The reference of the attribute: small letters, digits and underscores, beginning with a letter. It cannot be changed later.
   */
  reference: string;
  /**
   * The name that Omni shows for the attribute.
   */
  label: string;
  /**
   * The type of the attribute's values. Omni has these two; it cannot be changed later.
   */
  type: 'string' | 'number';
  /**
   * Whether a user can hold several values. Omni lets it be switched on later, never off.
   */
  multiValued?: boolean;
  defaultValue?: DefaultValue;
  /**
   * What the attribute is for; an empty text removes it.
   */
  description?: string;
  /**
   * The number of users whom the new default moves, as a dry run or DEFAULT_CHANGE_NEEDS_CONFIRMATION has said; needed above GUARD_MAX_DEFAULT_FOLLOWERS.
   */
  confirmUsersFollowingDefault?: number;
  /**
   * true shows what would happen and writes nothing.
   */
  dryRun?: boolean;
}

/**
 * The attribute as Omni holds it now.
 */
export interface EnsureAttributeOutput {
  attribute: Attribute;
  /**
   * Whether the attribute was created, or would be in a dry run.
   */
  created: boolean;
  /**
   * Whether an existing attribute was changed, or would be in a dry run.
   */
  updated: boolean;
  /**
   * Whether it was created or updated.
   */
  changed: boolean;
  /**
   * Active users without a value of their own, whom a changed default moves; those of whom nobody knows count, too. 0 where the default does not change, or the attribute is new.
   */
  usersFollowingDefault: number;
  /**
   * Recipients of deliveries without an account whom a changed default moves; -1 where Omni does not tell, or they are more than a call can read.
   */
  emailOnlyFollowingDefault: number;
  /**
   * Users with a value of their own, where the default or multiValued changes; else 0.
   */
  usersHoldingValue: number;
  /**
   * How the counts of users are known: list: by the pages of the list; read: by reading those whose values it leaves out; remembered: some by what was last seen of them; assumed: of some nobody knows, and they are counted as holding nothing; empty: there was nothing to count.
   */
  countTruth: '' | 'list' | 'read' | 'remembered' | 'assumed';
  /**
   * In a dry run: whether the change needs confirmUsersFollowingDefault, and it is not the number that was sent.
   */
  needsConfirmation: boolean;
  /**
   * All places of the models and connections that use the attribute, as report-usage has read them.
   */
  usedCount: number;
  /**
   * The first 50 places that use the attribute, by model, file and line.
   *
   * Items: One place that uses the attribute.
   */
  uses: {
    /**
     * The name of the model; of a connection its name.
     */
    model: string;
    /**
     * The file of the model; empty for a connection.
     */
    file: string;
    /**
     * The line in the file, from 1; 0 for a connection.
     */
    line: number;
    /**
     * The topic; empty where there is none.
     */
    topic: string;
    /**
     * access-filter: decides which rows are seen; access-grant: opens a topic, view or field; field: stands in the SQL of a field; extension: chooses a model that extends this one; connection: chooses the database; other: anything else, as a join.
     */
    kind: 'access-filter' | 'access-grant' | 'field' | 'extension' | 'connection' | 'other';
    /**
     * How it is used, in words.
     */
    detail: string;
  }[];
  /**
   * As of when the uses are known, or why they are not; empty where they were not looked at.
   */
  usesNote: string;
}

/**
 * The attributes as they have to be.
 */
export interface EnsureAttributesInput {
  /**
   * The attributes, each reference once.
   *
   * @minItems 1
   * @maxItems 100
   *
   * Items: One attribute.
   */
  attributes: {
    /**
     * The reference of the attribute: small letters, digits and underscores, beginning with a letter. It cannot be changed later.
     */
    reference: string;
    /**
     * The name that Omni shows for the attribute.
     */
    label: string;
    /**
     * The type of the attribute's values. Omni has these two; it cannot be changed later.
     */
    type: 'string' | 'number';
    /**
     * Whether a user can hold several values. Omni lets it be switched on later, never off.
     */
    multiValued?: boolean;
    defaultValue?: DefaultValue;
    /**
     * What the attribute is for; an empty text removes it.
     */
    description?: string;
    /**
     * The number of users whom the new default moves, as a dry run or DEFAULT_CHANGE_NEEDS_CONFIRMATION has said; needed above GUARD_MAX_DEFAULT_FOLLOWERS.
     */
    confirmUsersFollowingDefault?: number;
  }[];
  /**
   * As of an attribute, for each that does not name its own number.
   */
  confirmUsersFollowingDefault?: number;
  /**
   * true shows what would happen and writes nothing.
   */
  dryRun?: boolean;
}

/**
 * What happened to each attribute. One failure does not stop the others.
 */
export interface EnsureAttributesOutput {
  /**
   * One result per attribute, in the order of the input.
   *
   * Items: What happened to one attribute.
   */
  results: {
    /**
     * The reference of the attribute.
     */
    reference: string;
    /**
     * created, updated or unchanged (in a dry run: what would happen), or failed.
     */
    status: 'created' | 'updated' | 'unchanged' | 'failed';
    /**
     * Whether it was created or updated.
     */
    changed: boolean;
    /**
     * The code of the failure; empty when there was none.
     */
    error: string;
    /**
     * What happened, in one sentence.
     */
    message: string;
    /**
     * Active users without a value of their own, whom a changed default moves; those of whom nobody knows count, too. 0 where the default does not change, or the attribute is new.
     */
    usersFollowingDefault: number;
    /**
     * Recipients of deliveries without an account whom a changed default moves; -1 where Omni does not tell, or they are more than a call can read.
     */
    emailOnlyFollowingDefault: number;
    /**
     * Users with a value of their own, where the default or multiValued changes; else 0.
     */
    usersHoldingValue: number;
    /**
     * How the counts of users are known: list: by the pages of the list; read: by reading those whose values it leaves out; remembered: some by what was last seen of them; assumed: of some nobody knows, and they are counted as holding nothing; empty: there was nothing to count.
     */
    countTruth: '' | 'list' | 'read' | 'remembered' | 'assumed';
    /**
     * In a dry run: whether the change needs confirmUsersFollowingDefault, and it is not the number that was sent.
     */
    needsConfirmation: boolean;
    /**
     * All places of the models and connections that use the attribute, as report-usage has read them.
     */
    usedCount: number;
  }[];
  /**
   * How many were created.
   */
  createdCount: number;
  /**
   * How many were updated.
   */
  updatedCount: number;
  /**
   * How many were as wanted already.
   */
  unchangedCount: number;
  /**
   * How many failed.
   */
  failedCount: number;
}

/**
 * The answer of every call that is not 2xx.
 */
export interface ErrorBody {
  /**
   * The HTTP status, again.
   */
  statusCode: number;
  /**
   * The stable name of the failure; docs/errors.md lists all.
   */
  code: string;
  /**
   * What happened, in one sentence.
   */
  message: string;
  /**
   * What to do.
   */
  fix: string;
  /**
   * Whether repeating the same call later can succeed.
   */
  retryable: boolean;
  /**
   * Seconds after which a repeat makes sense; 0 when it never does.
   */
  retryAfterSeconds: number;
  /**
   * The wrong inputs, each by its place in the body.
   *
   * Items: One wrong input.
   */
  details: {
    /**
     * JSON pointer (RFC 6901) into the request's body.
     */
    path: string;
    /**
     * What is wrong with it.
     */
    message: string;
  }[];
  /**
   * The X-Request-Id of this call, for the log.
   */
  requestId: string;
}

/**
 * The user to explain, and the values that one would write.
 */
export interface ExplainUserInput {
  /**
   * The e-mail address that Omni knows the user by; case does not matter.
   */
  userName: string;
  values?: Values;
  /**
   * What an empty text as a value means: error refuses it, clear removes the user's value, ignore leaves it alone.
   */
  emptyText?: 'error' | 'clear' | 'ignore';
}

/**
 * Step by step, what a write would meet. Nothing is written.
 */
export interface ExplainUserOutput {
  /**
   * The steps in order; after the first failed one the rest may be missing.
   *
   * Items: One step.
   */
  steps: {
    /**
     * The name of the step.
     */
    step:
      | 'omni-reachable'
      | 'references-known'
      | 'values-fit'
      | 'user-found'
      | 'user-active'
      | 'values-shown'
      | 'write-needed'
      | 'widens'
      | 'okta-push'
      | 'okta-source';
    /**
     * Whether the step is in order.
     */
    ok: boolean;
    /**
     * What was found, in one sentence.
     */
    detail: string;
  }[];
  /**
   * Whether a write of these values would change anything.
   */
  wouldChange: boolean;
  /**
   * The changes that a write would make.
   */
  changes: Change[];
  /**
   * Values that give the user more than the rows that bear them, as far as report-usage has read Omni's models; a single call is not held for it.
   */
  widens: Widening[];
  /**
   * The value that Omni goes by, for each attribute; empty where Omni does not show the values.
   *
   * Items: The value in force for one attribute.
   */
  effective: {
    /**
     * The reference of the attribute.
     */
    reference: string;
    /**
     * The value in force, as a list.
     *
     * Items: One value.
     */
    values: string[];
    /**
     * own (the user holds it), default (the attribute's default, since the user holds nothing), or none.
     */
    source: 'own' | 'default' | 'none';
  }[];
}

/**
 * The job to look at.
 */
export interface GetJobInput {
  /**
   * The id of a job, as push-users, apply-plan, retry-job, undo-job and list-jobs give it.
   */
  jobId: string;
}

/**
 * The job as it stands.
 */
export type GetJobOutput = Job;

/**
 * A job as it stands.
 */
export interface Job {
  /**
   * The id of the job.
   */
  jobId: string;
  /**
   * push, retry (of the failed rows of a job), undo (of a job), sync (values from Okta), changes (of whom Okta's event hook has told), drift, coverage or usage (reports, which write nothing).
   */
  kind: 'push' | 'retry' | 'undo' | 'sync' | 'changes' | 'drift' | 'coverage' | 'usage';
  /**
   * queued: waits for its turn; running: is worked on; needs-approval: waits for approve-job before it writes; paused: waits until Omni takes writes again, or for a decision where causeCode is RESTORED; done, canceled and failed: ended.
   */
  status: 'queued' | 'running' | 'needs-approval' | 'paused' | 'done' | 'canceled' | 'failed';
  /**
   * What the job does, or did last: collecting (reads Okta), planning (finds out what to write), judging (the guard), applying (writes) or reporting.
   */
  phase: 'collecting' | 'planning' | 'judging' | 'applying' | 'reporting';
  /**
   * How far the job is in its phase: users who were read or compared, or rows that have a plan or an outcome.
   */
  phaseDone: number;
  /**
   * How many there are of these; 0 as long as nobody knows. The phases planning and reporting have steps, each of which counts anew: the list of users first, then the rows, or the users.
   */
  phaseTotal: number;
  /**
   * How many rows the job has.
   */
  total: number;
  /**
   * How many rows have an outcome.
   */
  doneCount: number;
  /**
   * How many rows were written.
   */
  changedCount: number;
  /**
   * How many rows had every value in place.
   */
  unchangedCount: number;
  /**
   * How many rows failed.
   */
  failedCount: number;
  /**
   * How many values the plan of the job empties.
   */
  clearedCount: number;
  /**
   * About how many seconds the rest takes, by the pace of the phase so far, and by the budget as long as there is none; 0 once the job has ended. While a push is planned it is an upper estimate: rows that need no write fall away.
   */
  remainingSeconds: number;
  /**
   * How many requests the job has sent to Omni.
   */
  omniRequests: number;
  /**
   * The fewest requests that any client could do it with; 0 until it is known.
   */
  minimumRequests: number;
  /**
   * When the job was created (RFC 3339).
   */
  createdAt: string;
  /**
   * When the work began (RFC 3339); empty when it has not.
   */
  startedAt: string;
  /**
   * When the job ended (RFC 3339); empty when it has not. A canceled one ends when its last row has its outcome.
   */
  finishedAt: string;
  /**
   * The state in one sentence; may be empty.
   */
  message: string;
  /**
   * Why the job is paused or failed, as a code of docs/errors.md; empty otherwise.
   */
  causeCode: string;
  /**
   * The job that this one retries or undoes; empty for a push.
   */
  parentJobId: string;
}

/**
 * Which attributes to list.
 */
export interface ListAttributesInput {
  /**
   * true lists Omni's own read-only attributes too.
   */
  includeSystem?: boolean;
}

/**
 * The user attributes of the Omni instance.
 */
export interface ListAttributesOutput {
  /**
   * The attributes, by reference.
   */
  attributes: Attribute[];
  /**
   * How many attributes are listed.
   */
  count: number;
}

/**
 * Which changes to list; left out, all.
 */
export interface ListChangesInput {
  /**
   * Lists only what was written to this user, under whatever name they had; case does not matter.
   */
  userName?: string;
  /**
   * Lists only what was written for this reference.
   */
  reference?: string;
  /**
   * Lists only what was written at this moment or later (RFC 3339).
   */
  since?: string;
  /**
   * Lists only what was written before this moment (RFC 3339).
   */
  until?: string;
  /**
   * nextCursor of the page before; empty or left out for the first page.
   */
  cursor?: string;
  /**
   * The most writes of one page; what another hand changed in between comes beside them.
   */
  limit?: number;
}

/**
 * A page of changes, newest first.
 */
export interface ListChangesOutput {
  /**
   * What was written, newest first.
   *
   * Items: One value of one user.
   */
  changes: {
    /**
     * When it was written, or seen (RFC 3339).
     */
    at: string;
    /**
     * The user as Omni called them then.
     */
    userName: string;
    /**
     * The reference of the attribute.
     */
    reference: string;
    /**
     * The value before, as one text; empty when there was none.
     */
    before: string;
    /**
     * The value afterwards, as one text; empty when it was cleared.
     */
    after: string;
    /**
     * The value before, as a list.
     *
     * Items: One value.
     */
    beforeValues: string[];
    /**
     * The value afterwards, as a list.
     *
     * Items: One value.
     */
    afterValues: string[];
    /**
     * verified (read back), unverified (Omni accepted it), not-applied (Omni does not show it), interrupted (nobody could tell then), or seen: the write at this moment found another value than was written last, so another hand had changed it since.
     */
    outcome: 'verified' | 'unverified' | 'not-applied' | 'interrupted' | 'seen';
    /**
     * Why the value gives the user more than the rows that bear it, as far as report-usage had read the models then; empty when it does not, or nobody knew.
     */
    widens: string;
    /**
     * The client id of who asked; schedule, hook or command-line for what the connector did by itself or for its operator; console: and a user name for a person; empty for seen.
     */
    by: string;
    /**
     * The action that wrote; repair when the connector wrote a newer value again; empty for seen.
     */
    action: string;
    /**
     * The X-Request-Id of the call; empty for seen.
     */
    requestId: string;
    /**
     * The job that wrote; empty when none did.
     */
    jobId: string;
  }[];
  /**
   * The cursor of the next page; empty at the end.
   */
  nextCursor: string;
}

/**
 * The job, and which of its rows to list.
 */
export interface ListJobResultsInput {
  /**
   * The id of the job; that of a plan shows its rows before it is applied.
   */
  jobId: string;
  /**
   * Lists only rows with this status; left out, all.
   */
  status?: 'changed' | 'unchanged' | 'failed' | 'kept' | 'pending';
  /**
   * Lists only rows whose user name holds this text; case does not matter. Left out, all.
   */
  userName?: string;
  /**
   * nextCursor of the page before; empty or left out for the first page.
   */
  cursor?: string;
  /**
   * The most entries of one page.
   */
  limit?: number;
}

/**
 * One page of a job's rows, in the order of the push.
 */
export interface ListJobResultsOutput {
  /**
   * A result per row.
   */
  results: RowResult[];
  /**
   * The values of these rows that are to be written, or were; those of a failed row may not be in place. index leads to the row.
   */
  changes: RowChange[];
  /**
   * The cursor of the next page; empty at the end.
   */
  nextCursor: string;
}

/**
 * Which jobs to list.
 */
export interface ListJobsInput {
  /**
   * Lists only jobs with this status; left out, all.
   */
  status?: 'queued' | 'running' | 'needs-approval' | 'paused' | 'done' | 'canceled' | 'failed';
  /**
   * nextCursor of the page before; empty or left out for the first page.
   */
  cursor?: string;
  /**
   * The most entries of one page.
   */
  limit?: number;
}

/**
 * One page of the jobs, the latest accepted first.
 */
export interface ListJobsOutput {
  /**
   * The jobs.
   */
  jobs: Job[];
  /**
   * The cursor of the next page; empty at the end.
   */
  nextCursor: string;
}

/**
 * Which page of the users.
 */
export interface ListUsersInput {
  /**
   * nextCursor of the page before; empty or left out for the first page.
   */
  cursor?: string;
  /**
   * Where Omni's list leaves the values out: read users one by one, 8 in a call. Left out, such users have valuesKnown false.
   */
  readEach?: boolean;
}

/**
 * One page of Omni's users, in Omni's order.
 */
export interface ListUsersOutput {
  /**
   * The users of this page.
   *
   * Items: A user with the values that Omni shows.
   */
  users: {
    /**
     * Omni's identifier of the user's membership.
     */
    omniUserId: string;
    /**
     * The user name as Omni writes it.
     */
    userName: string;
    /**
     * The name that Omni shows.
     */
    displayName: string;
    /**
     * Whether the user may sign in to Omni.
     */
    active: boolean;
    /**
     * false when Omni did not show the user's values, so that nothing is known of them.
     */
    valuesKnown: boolean;
  }[];
  /**
   * The values of these users, one by one.
   *
   * Items: What Omni shows of one user for one reference.
   */
  values: {
    /**
     * Whose value it is.
     */
    omniUserId: string;
    /**
     * The user name as Omni writes it.
     */
    userName: string;
    /**
     * The reference of the attribute.
     */
    reference: string;
    /**
     * The value as a list.
     *
     * Items: One value.
     */
    values: string[];
    /**
     * own: the user holds it. default: the user holds nothing, and Omni shows the attribute's default. unclear: it is the default, and it is not known whether the user holds it too.
     */
    source: 'own' | 'default' | 'unclear';
  }[];
  /**
   * How many users Omni has.
   */
  total: number;
  /**
   * The cursor of the next page; empty at the end.
   */
  nextCursor: string;
}

/**
 * Nothing is needed.
 */
export interface PingInput {}

/**
 * Whether the connector reaches Omni, and what its key may do.
 */
export interface PingOutput {
  /**
   * Whether everything that was asked of Omni worked.
   */
  ok: boolean;
  /**
   * The state in one sentence.
   */
  message: string;
  /**
   * The version of the connector.
   */
  version: string;
  /**
   * The host of the Omni instance.
   */
  omniInstance: string;
  /**
   * How many Omni API keys the connector uses.
   */
  omniKeyCount: number;
  /**
   * How many of them Omni refused when they were last used; their share of the budget is not used.
   */
  omniKeysRefused: number;
  /**
   * organization, as it has to be; user for a personal token; unknown on an instance that does not tell.
   */
  omniKeyScope: 'organization' | 'user' | 'unknown';
  /**
   * The role of the person who made the key; unknown on an instance that does not tell.
   */
  omniOrgRole: 'ORG_ADMIN' | 'MEMBER' | 'unknown';
  /**
   * true when the instance has the API for it and the key's role is known to allow it; false also where only a try can tell.
   */
  canManageAttributes: boolean;
}

/**
 * The users and their values, as push-users would get them.
 */
export interface PlanPushInput {
  /**
   * The users and the values to write; each user once.
   *
   * @minItems 1
   * @maxItems 1000000
   */
  rows: PushRow[];
  /**
   * What an empty text as a value means: error refuses it, clear removes the user's value, ignore leaves it alone.
   */
  emptyText?: 'error' | 'clear' | 'ignore';
  /**
   * Which writes are read back: none, sample (the first and every 20th) or all. Each read back costs one Omni request.
   */
  verify?: 'none' | 'sample' | 'all';
  /**
   * When more users than this would change, the job waits for approval. It can only lower the connector's own limit.
   */
  maxChangedUsers?: number;
  /**
   * When a larger share (0 to 1) of the users found would change, the job waits for approval. It can only lower the connector's own limit.
   */
  maxChangedShare?: number;
  /**
   * When more values than this would be cleared, the job waits for approval. It can only lower the connector's own limit.
   */
  maxClearedValues?: number;
  /**
   * When a larger share (0 to 1) of the users found would lose a value, the job waits for approval. It can only lower the connector's own limit.
   */
  maxClearedShare?: number;
  /**
   * When more users than this would get a value that a filter of Omni's models leaves unfiltered, or a wildcard, the job waits for approval. It can only lower the connector's own limit. Known after report-usage.
   */
  maxWidenedUsers?: number;
}

/**
 * What a push of these rows would do. Nothing was written.
 */
export interface PlanPushOutput {
  /**
   * The id of the plan, for apply-plan; it is kept for 24 hours.
   */
  planId: string;
  /**
   * A fingerprint of everything the plan would write, for apply-plan.
   */
  planHash: string;
  /**
   * How many rows were sent.
   */
  total: number;
  /**
   * How many rows would be written.
   */
  changedCount: number;
  /**
   * How many rows have every value in place already.
   */
  unchangedCount: number;
  /**
   * How many rows failed.
   */
  failedCount: number;
  /**
   * How many values would be emptied.
   */
  clearedCount: number;
  /**
   * How many requests applying the plan would send to Omni.
   */
  omniRequests: number;
  /**
   * How many seconds applying the plan would take if nothing else is sent to Omni.
   */
  estimatedSeconds: number;
  /**
   * The values that would be written: the first 200.
   */
  changes: RowChange[];
  /**
   * Users who would get more than the rows that bear their values, as far as report-usage has read Omni's models.
   */
  widenedCount: number;
  /**
   * The first 200 of these values, with the reason.
   *
   * Items: A value that gives a user more than the rows that bear it.
   */
  widens: {
    /**
     * The user.
     */
    userName: string;
    /**
     * The attribute.
     */
    reference: string;
    /**
     * Why, in words, without the value.
     */
    reason: string;
  }[];
  /**
   * What is not known of that, as that the models were never read, so that nothing is held for it; empty when they are known.
   */
  widensNote: string;
  /**
   * Whether the job of this plan would wait for approval before its first write.
   */
  guard: {
    /**
     * true when a limit is exceeded, so that the job would wait for approve-job.
     */
    tripped: boolean;
    /**
     * Which limits are exceeded and by how much; empty when none is.
     */
    reason: string;
  };
  /**
   * The limits of the guard that the plan was compared with: the connector's, lowered by this call.
   */
  limits: {
    /**
     * So many users may change without approval.
     */
    maxChangedUsers: number;
    /**
     * Such a share of the users found may change without approval.
     */
    maxChangedShare: number;
    /**
     * So many values may be cleared without approval.
     */
    maxClearedValues: number;
    /**
     * Such a share of the users found may lose a value without approval.
     */
    maxClearedShare: number;
    /**
     * So many users may get more than the rows that bear their values without approval.
     */
    maxWidenedUsers: number;
  };
}

/**
 * Where each attribute's values come from, what they may be, and what happens otherwise.
 */
export interface Policy {
  /**
   * The form of the policy: 1.
   */
  version: 1;
  /**
   * What becomes of the values of people whom Okta no longer assigns to the Omni app: leave keeps them, clear takes those of the policy's attributes.
   */
  unassigned?: 'leave' | 'clear';
  /**
   * One entry for each attribute.
   *
   * @minItems 1
   * @maxItems 500
   */
  attributes: PolicyAttribute[];
}

/**
 * One attribute: its definition, what it may be, and where its values come from.
 */
export interface PolicyAttribute {
  /**
   * The reference of the attribute: small letters, digits and underscores, beginning with a letter. It cannot be changed later.
   */
  reference: string;
  /**
   * The name that Omni shows for the attribute.
   */
  label: string;
  /**
   * What the attribute is for; an empty text removes it.
   */
  description?: string;
  /**
   * The type of the attribute's values. Omni has these two; it cannot be changed later.
   */
  type: 'string' | 'number';
  /**
   * Whether a user can hold several values. Omni lets it be switched on later, never off.
   */
  multiValued?: boolean;
  /**
   * The value of users who have none of their own; null for no default. Left out, the default in Omni is left as it is.
   *
   * @maxItems 1000
   */
  default?: string | number | boolean | (string | number | boolean)[] | null;
  /**
   * All values that may be written, as they are after normalize. Left out, every value that fits the type may be.
   *
   * @minItems 1
   * @maxItems 10000
   *
   * Items: One value that may be written.
   */
  allowed?: (string | number | boolean)[];
  /**
   * How a value is put into its form before it is compared with the allowed ones: trim takes blanks off both ends, lower and upper change the case as well, yes-no reads yes, no, true, false, y, n, on, off, 1 and 0 as "true" or "false"; none, the default, takes it as it comes.
   */
  normalize?: 'none' | 'trim' | 'lower' | 'upper' | 'yes-no';
  value?: PolicySource;
}

/**
 * What one group gives, or each of several whose names fit a pattern.
 */
export interface PolicyGroupRule {
  /**
   * The name of the group in Okta, exactly.
   */
  group?: string;
  /**
   * Names of groups with one *, which stands for any text.
   */
  groupLike?: string;
  /**
   * The value that the group gives. In one of groupLike, $1 is what * stands for.
   *
   * @maxItems 1000
   */
  value: string | number | boolean | (string | number | boolean)[] | null;
}

/**
 * Where the values come from: a variable of a profile in Okta, or groups. Left out, the policy writes none.
 */
export interface PolicySource {
  /**
   * A variable of the user's own profile, such as user.region, or of the profile of the Omni app, such as app.region: what the mapping made.
   */
  okta?: string;
  /**
   * What membership of a group in Okta gives.
   *
   * @minItems 1
   * @maxItems 1000
   */
  groups?: PolicyGroupRule[];
  /**
   * first, the default: the first rule that fits wins. union: the values of all rules that fit, sorted; for multi-valued attributes.
   */
  combine?: 'first' | 'union';
  /**
   * The value of people whom no group gives one; null clears. Left out, their value is left alone.
   *
   * @maxItems 1000
   */
  otherwise?: string | number | boolean | (string | number | boolean)[] | null;
}

/**
 * A text, a number, true or false, a list of them for a multi-valued attribute, or null for no value.
 *
 * @maxItems 1000
 */
export type PolicyValue = string | number | boolean | (string | number | boolean)[] | null;

/**
 * The user, and the values that one would write.
 */
export interface PreviewAccessInput {
  /**
   * The e-mail address that Omni knows the user by; case does not matter.
   */
  userName: string;
  values?: Values;
  /**
   * What an empty text as a value means: error refuses it, clear removes the user's value, ignore leaves it alone.
   */
  emptyText?: 'error' | 'clear' | 'ignore';
  /**
   * Shows the topics of this name alone.
   */
  topic?: string;
  /**
   * true lets Omni count the rows that the user sees now, of the first five topics: a query each, as that user. Only where ALLOW_ROW_COUNTS is true.
   */
  countRows?: boolean;
}

/**
 * What Omni's models let the user see, before and after a write. Computed of the models as report-usage has read them; Omni's roles, and values that somebody has switched to in Omni, are not in it.
 */
export interface PreviewAccessOutput {
  /**
   * Omni's identifier of the user's membership.
   */
  omniUserId: string;
  /**
   * The user name as Omni writes it.
   */
  userName: string;
  /**
   * Whether Omni's models were ever read; otherwise nothing is listed, and message says what to do.
   */
  known: boolean;
  /**
   * When Omni last showed its models; empty: never.
   */
  asOf: string;
  /**
   * What was found, and what is not known.
   */
  message: string;
  /**
   * What came of counting rows; empty where that was not asked for.
   */
  rowCountNote: string;
  /**
   * All topics, or all of the name that was asked for.
   */
  topicCount: number;
  /**
   * Those in which something else would be seen.
   */
  changedTopicCount: number;
  /**
   * What is seen of each topic, by its grants and all its filters together. The first 200 of them, those that change before the others.
   *
   * Items: One topic of one model.
   */
  topics: {
    /**
     * The model.
     */
    model: string;
    /**
     * The topic.
     */
    topic: string;
    /**
     * What is seen now: nothing, the rows of these-values, everything, query-fails (no value: the query fails, or nothing is filtered), or unknown.
     */
    before: 'nothing' | 'these-values' | 'everything' | 'query-fails' | 'unknown';
    /**
     * What is seen once the values are written: nothing, the rows of these-values, everything, query-fails (no value: the query fails, or nothing is filtered), or unknown.
     */
    after: 'nothing' | 'these-values' | 'everything' | 'query-fails' | 'unknown';
    /**
     * Whether something else would be seen, also other rows.
     */
    changed: boolean;
    /**
     * Rows that the user sees now, as Omni has counted them; -1 where it was not asked or did not tell.
     */
    rowCount: number;
  }[];
  /**
   * Which filters decide that. The first 200 of them, those that change before the others.
   *
   * Items: One filter of one topic, for this user.
   */
  filters: {
    /**
     * The model.
     */
    model: string;
    /**
     * The topic.
     */
    topic: string;
    /**
     * The field whose rows the filter picks, as the model writes it.
     */
    field: string;
    /**
     * The attribute.
     */
    reference: string;
    /**
     * What is seen through this filter now: nothing, the rows of these-values, everything, query-fails (no value: the query fails, or nothing is filtered), or unknown.
     */
    before: 'nothing' | 'these-values' | 'everything' | 'query-fails' | 'unknown';
    /**
     * What is seen through this filter once the values are written: nothing, the rows of these-values, everything, query-fails (no value: the query fails, or nothing is filtered), or unknown.
     */
    after: 'nothing' | 'these-values' | 'everything' | 'query-fails' | 'unknown';
    /**
     * The value in force now, the first five of several; empty for none.
     */
    beforeValue: string;
    /**
     * Where the value now comes from: own, the default of the attribute, none, or unknown where Omni does not show it.
     */
    beforeSource: 'own' | 'default' | 'none' | 'unknown';
    /**
     * The value in force afterwards, the first five of several; empty for none.
     */
    afterValue: string;
    /**
     * Where the value afterwards comes from: own, the default of the attribute, none, or unknown where Omni does not show it.
     */
    afterSource: 'own' | 'default' | 'none' | 'unknown';
    /**
     * Whether the write would change it, as far as is known.
     */
    changed: boolean;
    /**
     * What the filter filters, and whom it lets past.
     */
    detail: string;
    /**
     * What is not certain about it; empty where nothing is.
     */
    note: string;
  }[];
  /**
   * Which access grants the user has. The first 200 of them, those that change before the others.
   *
   * Items: One access grant of a model.
   */
  grants: {
    /**
     * The model.
     */
    model: string;
    /**
     * The name of the grant.
     */
    name: string;
    /**
     * The attribute whose values have it.
     */
    reference: string;
    /**
     * The values that have it, the first five of several.
     */
    allowed: string;
    /**
     * Whether the user has it now.
     */
    before: 'yes' | 'no' | 'unknown';
    /**
     * Whether the user has it once the values are written.
     */
    after: 'yes' | 'no' | 'unknown';
    /**
     * The value in force now, the first five of several; empty for none.
     */
    beforeValue: string;
    /**
     * Where the value now comes from: own, the default of the attribute, none, or unknown where Omni does not show it.
     */
    beforeSource: 'own' | 'default' | 'none' | 'unknown';
    /**
     * The value in force afterwards, the first five of several; empty for none.
     */
    afterValue: string;
    /**
     * Where the value afterwards comes from: own, the default of the attribute, none, or unknown where Omni does not show it.
     */
    afterSource: 'own' | 'default' | 'none' | 'unknown';
    /**
     * Whether the write would change it, as far as is known.
     */
    changed: boolean;
  }[];
  /**
   * What asks for grants, and how the user meets it. The first 200 of them, those that change before the others.
   *
   * Items: A topic, view or field that asks for grants.
   */
  guarded: {
    /**
     * The model.
     */
    model: string;
    /**
     * The topic; empty for a view or a field, which may be in any topic.
     */
    topic: string;
    /**
     * What asks for grants, in words.
     */
    thing: string;
    /**
     * How it asks.
     */
    parameter: 'required_access_grants' | 'hidden_unless_access_grants' | 'mask_unless_access_grants';
    /**
     * The grants that it asks for, as the model writes them: & binds before |.
     */
    wanted: string;
    /**
     * How the user meets it now: shown, refused, hidden (a topic is hidden from the pages alone, and can still be queried), masked (as a hash), or unknown.
     */
    before: 'shown' | 'refused' | 'hidden' | 'masked' | 'unknown';
    /**
     * How the user meets it once the values are written: shown, refused, hidden (a topic is hidden from the pages alone, and can still be queried), masked (as a hash), or unknown.
     */
    after: 'shown' | 'refused' | 'hidden' | 'masked' | 'unknown';
    /**
     * Whether the write would change it, as far as is known.
     */
    changed: boolean;
  }[];
  /**
   * The value that Omni goes by, for each attribute that a filter or grant names or that would be written.
   *
   * Items: The value in force for one attribute.
   */
  effective: {
    /**
     * The attribute.
     */
    reference: string;
    /**
     * The value in force now, as a list; empty for none.
     *
     * Items: One value.
     */
    beforeValues: string[];
    /**
     * Where the value now comes from: own, the default of the attribute, none, or unknown where Omni does not show it.
     */
    beforeSource: 'own' | 'default' | 'none' | 'unknown';
    /**
     * The value in force afterwards, as a list; empty for none.
     *
     * Items: One value.
     */
    afterValues: string[];
    /**
     * Where the value afterwards comes from: own, the default of the attribute, none, or unknown where Omni does not show it.
     */
    afterSource: 'own' | 'default' | 'none' | 'unknown';
    /**
     * Whether the write would change it, as far as is known.
     */
    changed: boolean;
  }[];
}

/**
 * One user and the values to write.
 */
export interface PushRow {
  /**
   * The e-mail address that Omni knows the user by; case does not matter. One that Omni does not know fails this row only.
   */
  userName: string;
  values: Values;
}

/**
 * The users and their values, and how to write them.
 */
export interface PushUsersInput {
  /**
   * The users and the values to write; each user once.
   *
   * @minItems 1
   * @maxItems 1000000
   */
  rows: PushRow[];
  /**
   * auto waits for the end when it fits into the call, and answers with a job otherwise; wait always waits as long as the call can; job never waits.
   */
  mode?: 'auto' | 'wait' | 'job';
  /**
   * true shows what would happen and writes nothing.
   */
  dryRun?: boolean;
  /**
   * true turns an answer with failed rows into the error ROWS_FAILED, with the same fields beside the error's.
   */
  failOnError?: boolean;
  /**
   * What an empty text as a value means: error refuses it, clear removes the user's value, ignore leaves it alone.
   */
  emptyText?: 'error' | 'clear' | 'ignore';
  /**
   * Which writes are read back: none, sample (the first and every 20th) or all. Each read back costs one Omni request.
   */
  verify?: 'none' | 'sample' | 'all';
  /**
   * When more users than this would change, the job waits for approval. It can only lower the connector's own limit.
   */
  maxChangedUsers?: number;
  /**
   * When a larger share (0 to 1) of the users found would change, the job waits for approval. It can only lower the connector's own limit.
   */
  maxChangedShare?: number;
  /**
   * When more values than this would be cleared, the job waits for approval. It can only lower the connector's own limit.
   */
  maxClearedValues?: number;
  /**
   * When a larger share (0 to 1) of the users found would lose a value, the job waits for approval. It can only lower the connector's own limit.
   */
  maxClearedShare?: number;
  /**
   * When more users than this would get a value that a filter of Omni's models leaves unfiltered, or a wildcard, the job waits for approval. It can only lower the connector's own limit. Known after report-usage.
   */
  maxWidenedUsers?: number;
  /**
   * Called once with the fields of get-job when the job ends, and when it begins to wait for approval: the https invoke URL of an API endpoint flow that answers at once. Unanswered, it is tried again 4 times within 13 minutes, so a flow may be called twice.
   */
  callbackUrl?: string;
}

/**
 * What has become of the rows so far. Answered 202 while the job goes on.
 */
export interface PushUsersOutput {
  /**
   * The id of the job, for get-job and list-job-results; empty in a dry run.
   */
  jobId: string;
  /**
   * queued: waits for its turn; running: is worked on; needs-approval: waits for approve-job before it writes; paused: waits until Omni takes writes again, or for a decision where causeCode is RESTORED; done, canceled and failed: ended.
   */
  status: 'queued' | 'running' | 'needs-approval' | 'paused' | 'done' | 'canceled' | 'failed';
  /**
   * Seconds after which asking get-job makes sense; 0 when the job has ended.
   */
  pollAfterSeconds: number;
  /**
   * How many rows were sent.
   */
  total: number;
  /**
   * How many rows were written, or would be in a dry run.
   */
  changedCount: number;
  /**
   * How many rows have every value in place already.
   */
  unchangedCount: number;
  /**
   * How many rows failed.
   */
  failedCount: number;
  /**
   * The state in one sentence.
   */
  message: string;
  /**
   * A result per row, in the order of the input: the first 200; empty while the job goes on. list-job-results has all.
   */
  results: RowResult[];
}

/**
 * The user and the moment.
 */
export interface ReadUserAtInput {
  /**
   * The e-mail address that Omni knows the user by; case does not matter.
   */
  userName: string;
  /**
   * The moment (RFC 3339).
   */
  at: string;
}

/**
 * What the user held at the moment.
 */
export interface ReadUserAtOutput {
  /**
   * Whether this connector knows the user: it has written or read them.
   */
  found: boolean;
  /**
   * Omni's identifier of who bore the name then; empty when not found.
   */
  omniUserId: string;
  /**
   * The user name that was asked for.
   */
  userName: string;
  /**
   * The moment that was asked for.
   */
  at: string;
  /**
   * The values that are known, by reference, several joined by a comma.
   */
  values: {
    /**
     * The value as one text.
     */
    [k: string]: string;
  };
  /**
   * Every value that was ever written to the user or seen.
   *
   * Items: What the user held for one reference.
   */
  valueList: {
    /**
     * The reference of the attribute.
     */
    reference: string;
    /**
     * The value as one text; empty when there was none.
     */
    value: string;
    /**
     * The value as a list.
     *
     * Items: One value.
     */
    values: string[];
    /**
     * Whether the user held this then. false: nothing was written or seen before, a write was cut off, another hand changed it around then, or the moment is yet to come; value is then what was written or seen last.
     */
    known: boolean;
    /**
     * When this value was written or seen (RFC 3339); empty when it never was.
     */
    since: string;
  }[];
}

/**
 * The user to read.
 */
export interface ReadUserInput {
  /**
   * The e-mail address that Omni knows the user by; case does not matter.
   */
  userName: string;
}

/**
 * The user and the values of their own.
 */
export interface ReadUserOutput {
  /**
   * Whether Omni has the user. All other fields are empty when not.
   */
  found: boolean;
  /**
   * Omni's identifier of the user's membership.
   */
  omniUserId: string;
  /**
   * The user name as Omni writes it.
   */
  userName: string;
  /**
   * The name that Omni shows.
   */
  displayName: string;
  /**
   * Whether the user may sign in to Omni.
   */
  active: boolean;
  /**
   * false when Omni did not show the user's values, so that nothing is known of them.
   */
  valuesKnown: boolean;
  /**
   * The values by reference, several joined by a comma.
   */
  values: {
    /**
     * The value as one text.
     */
    [k: string]: string;
  };
  /**
   * The values one by one.
   *
   * Items: What the user holds for one reference.
   */
  valueList: {
    /**
     * The reference of the attribute.
     */
    reference: string;
    /**
     * The type of the attribute's values. Omni has these two; it cannot be changed later.
     */
    type: 'string' | 'number';
    /**
     * The value as one text.
     */
    value: string;
    /**
     * The value as a list.
     *
     * Items: One value.
     */
    values: string[];
  }[];
  /**
   * The value that Omni goes by, for each attribute; empty where Omni does not show the values.
   *
   * Items: The value in force for one attribute.
   */
  effective: {
    /**
     * The reference of the attribute.
     */
    reference: string;
    /**
     * The value in force, as a list.
     *
     * Items: One value.
     */
    values: string[];
    /**
     * own (the user holds it), default (the attribute's default, since the user holds nothing), or none.
     */
    source: 'own' | 'default' | 'none';
  }[];
}

/**
 * The attribute that Okta shall no longer push, and what else goes with it.
 */
export interface RemoveSyncedAttributeInput {
  /**
   * The reference of an Omni user attribute, as Omni shows it under "Reference".
   */
  reference: string;
  /**
   * true also removes the attribute of the Okta user profile, and with it every user's value there.
   */
  removeOktaAttribute?: boolean;
  /**
   * The variable name of the Okta profile attribute to remove; only needed where no plain mapping tells it.
   */
  oktaVariable?: string;
  /**
   * true also deletes the attribute in Omni, and with it every user's value there; only where an operator has allowed it.
   */
  deleteOmniAttribute?: boolean;
  /**
   * The same reference again, for removeOktaAttribute and deleteOmniAttribute: both take every user's value away.
   */
  confirmReference?: string;
  /**
   * true shows what would happen and writes nothing.
   */
  dryRun?: boolean;
}

/**
 * What was done for one attribute, step by step.
 */
export type RemoveSyncedAttributeOutput = SetupResult;

/**
 * What to look at, or which report and page to show.
 */
export interface ReportCoverageInput {
  /**
   * The user attributes to look at; left out, all except Omni's own. Not looked at together with reportId.
   *
   * @minItems 1
   * @maxItems 100
   *
   * Items: The reference of an Omni user attribute, as Omni shows it under "Reference".
   */
  references?: string[];
  /**
   * The report to show, with its next page or as far as it is by now; empty or left out to begin a new one.
   */
  reportId?: string;
  /**
   * Lists only rows that hold these; left out, those without a value of their own. The counters are of the whole report.
   *
   * @minItems 1
   * @maxItems 4
   *
   * Items: own: a value of their own; default: the default of the attribute applies; none: neither; unknown: Omni does not show the values of the user.
   */
  holds?: ('own' | 'default' | 'none' | 'unknown')[];
  /**
   * nextCursor of the page before, together with reportId; empty or left out for the first page.
   */
  cursor?: string;
  /**
   * The most rows of one page.
   */
  limit?: number;
  /**
   * Called once with the fields of get-job when the job ends, and when it begins to wait for approval: the https invoke URL of an API endpoint flow that answers at once. Unanswered, it is tried again 4 times within 13 minutes, so a flow may be called twice.
   */
  callbackUrl?: string;
}

/**
 * How many users hold each attribute, and who does not. Answered 202 while the report goes on.
 */
export interface ReportCoverageOutput {
  /**
   * The id of the report, for the next pages and for get-job and cancel-job.
   */
  reportId: string;
  /**
   * queued: waits for its turn; running: is worked on; needs-approval: waits for approve-job before it writes; paused: waits until Omni takes writes again, or for a decision where causeCode is RESTORED; done, canceled and failed: ended.
   */
  status: 'queued' | 'running' | 'needs-approval' | 'paused' | 'done' | 'canceled' | 'failed';
  /**
   * Seconds after which calling again with reportId makes sense; 0 when the report has ended.
   */
  pollAfterSeconds: number;
  /**
   * Active users of Omni.
   */
  userCount: number;
  /**
   * Deactivated users, who are not looked at; Omni's list need not show any.
   */
  inactiveCount: number;
  /**
   * Recipients of deliveries without an account, who follow defaults as users do; -1 where Omni does not tell.
   */
  emailOnlyCount: number;
  /**
   * How each attribute is held, sorted by reference.
   *
   * Items: How one attribute is held.
   */
  references: {
    /**
     * The attribute.
     */
    reference: string;
    /**
     * Users with a value of their own.
     */
    ownCount: number;
    /**
     * Users to whom the default applies; where Omni shows it, some of them may hold the same value as their own.
     */
    defaultCount: number;
    /**
     * Users without any value.
     */
    noneCount: number;
    /**
     * Users whose values Omni does not show.
     */
    unknownCount: number;
    /**
     * Email-only recipients with a value of their own.
     */
    emailOnlyOwnCount: number;
    /**
     * Email-only recipients to whom the default applies.
     */
    emailOnlyDefaultCount: number;
    /**
     * Email-only recipients without any value.
     */
    emailOnlyNoneCount: number;
    /**
     * The default as one text; empty when there is none.
     */
    defaultValue: string;
  }[];
  /**
   * One page of users and attributes, by user name; while the report goes on, those found so far.
   *
   * Items: What one user holds for one attribute.
   */
  rows: {
    /**
     * The user.
     */
    userName: string;
    /**
     * The attribute.
     */
    reference: string;
    /**
     * own: a value of their own; default: the default of the attribute applies; none: neither; unknown: Omni does not show the values of the user.
     */
    holds: 'own' | 'default' | 'none' | 'unknown';
    /**
     * The value in force as one text: the user's own, else the attribute's default; empty for none, and where nobody knows.
     */
    effective: string;
    /**
     * The value in force as a list.
     *
     * Items: One value.
     */
    effectiveValues: string[];
    /**
     * Where the value in force comes from: own, default, none; empty where nobody knows, or the row is about no value.
     */
    source: '' | 'own' | 'default' | 'none';
  }[];
  /**
   * The cursor of the next page; empty at the end.
   */
  nextCursor: string;
  /**
   * What the report says, or how far it is, in one sentence.
   */
  message: string;
  /**
   * When the report ended (RFC 3339); empty while it goes on.
   */
  finishedAt: string;
}

/**
 * What to compare, or which report and page to show.
 */
export interface ReportDriftInput {
  /**
   * The user attributes to compare; left out, every one that the Omni app in Okta has. Not looked at together with reportId.
   *
   * @minItems 1
   * @maxItems 100
   *
   * Items: The reference of an Omni user attribute, as Omni shows it under "Reference".
   */
  references?: string[];
  /**
   * The report to show, with its next page or as far as it is by now; empty or left out to begin a new one.
   */
  reportId?: string;
  /**
   * Lists only rows of these kinds; left out, all. The counters are of the whole report.
   *
   * @minItems 1
   * @maxItems 9
   *
   * Items: different: Okta and Omni hold different values; only-in-okta: the user holds no value of their own in Omni; only-in-omni: Okta holds nothing, Omni does; not-in-omni: assigned in Okta, no active user in Omni; not-assigned: holds a value in Omni, not assigned in Okta; renamed: Omni has the user, by the id that Okta knows, under another name; omni-id-changed: the user was created anew in Omni; okta-sync-state: Okta shows ERROR or OUT_OF_SYNC, which is a hint only; not-comparable: the value in Okta does not fit the attribute, Omni does not show it, or two people bear the name.
   */
  kinds?: (
    | 'different'
    | 'only-in-okta'
    | 'only-in-omni'
    | 'not-in-omni'
    | 'not-assigned'
    | 'renamed'
    | 'omni-id-changed'
    | 'okta-sync-state'
    | 'not-comparable'
  )[];
  /**
   * nextCursor of the page before, together with reportId; empty or left out for the first page.
   */
  cursor?: string;
  /**
   * The most rows of one page.
   */
  limit?: number;
  /**
   * Called once with the fields of get-job when the job ends, and when it begins to wait for approval: the https invoke URL of an API endpoint flow that answers at once. Unanswered, it is tried again 4 times within 13 minutes, so a flow may be called twice.
   */
  callbackUrl?: string;
}

/**
 * Where Okta and Omni differ. Answered 202 while the report goes on.
 */
export interface ReportDriftOutput {
  /**
   * The id of the report, for the next pages and for get-job and cancel-job.
   */
  reportId: string;
  /**
   * queued: waits for its turn; running: is worked on; needs-approval: waits for approve-job before it writes; paused: waits until Omni takes writes again, or for a decision where causeCode is RESTORED; done, canceled and failed: ended.
   */
  status: 'queued' | 'running' | 'needs-approval' | 'paused' | 'done' | 'canceled' | 'failed';
  /**
   * Seconds after which calling again with reportId makes sense; 0 when the report has ended.
   */
  pollAfterSeconds: number;
  /**
   * The sum that an alarm compares with 0: all kinds of rows except okta-sync-state.
   */
  driftCount: number;
  /**
   * Users whom Okta assigns to the Omni app.
   */
  oktaUserCount: number;
  /**
   * Active users of Omni.
   */
  omniUserCount: number;
  /**
   * Values on which both sides agree.
   */
  sameCount: number;
  /**
   * Rows of the kind different.
   */
  differentCount: number;
  /**
   * Rows of the kind only-in-okta.
   */
  onlyInOktaCount: number;
  /**
   * Rows of the kind only-in-omni.
   */
  onlyInOmniCount: number;
  /**
   * Rows of the kind not-in-omni.
   */
  notInOmniCount: number;
  /**
   * Rows of the kind not-assigned, one per value.
   */
  notAssignedCount: number;
  /**
   * Rows of the kind renamed.
   */
  renamedCount: number;
  /**
   * Rows of the kind omni-id-changed.
   */
  recreatedCount: number;
  /**
   * Rows of the kind okta-sync-state.
   */
  oktaErrorCount: number;
  /**
   * Rows of the kind not-comparable.
   */
  notComparableCount: number;
  /**
   * Attributes with two owners.
   */
  conflictCount: number;
  /**
   * The attributes that Okta's own push and this connector both write.
   *
   * Items: An attribute that Okta's own push and this connector both write.
   */
  conflicts: {
    /**
     * The attribute.
     */
    reference: string;
    /**
     * Its variable name in the profile of the Omni app in Okta.
     */
    appVariable: string;
    /**
     * Where Okta takes the value from.
     */
    expression: string;
    /**
     * PUSH: Okta pushes it on create and update.
     */
    pushStatus: string;
    /**
     * What that means, and what to do.
     */
    detail: string;
  }[];
  /**
   * The attributes whose mapping asks for group memberships: Okta does not compute it again when these change, so what it holds of them may be old, and that Omni agrees proves nothing.
   *
   * Items: The attribute.
   */
  staleReferences: string[];
  /**
   * One page of the differences; while the report goes on, those found so far.
   *
   * Items: One difference of one user.
   */
  rows: {
    /**
     * The user; empty when it is about an attribute that Omni does not have.
     */
    userName: string;
    /**
     * The attribute; empty when it is about the user as such.
     */
    reference: string;
    /**
     * different: Okta and Omni hold different values; only-in-okta: the user holds no value of their own in Omni; only-in-omni: Okta holds nothing, Omni does; not-in-omni: assigned in Okta, no active user in Omni; not-assigned: holds a value in Omni, not assigned in Okta; renamed: Omni has the user, by the id that Okta knows, under another name; omni-id-changed: the user was created anew in Omni; okta-sync-state: Okta shows ERROR or OUT_OF_SYNC, which is a hint only; not-comparable: the value in Okta does not fit the attribute, Omni does not show it, or two people bear the name.
     */
    kind:
      | 'different'
      | 'only-in-okta'
      | 'only-in-omni'
      | 'not-in-omni'
      | 'not-assigned'
      | 'renamed'
      | 'omni-id-changed'
      | 'okta-sync-state'
      | 'not-comparable';
    /**
     * What Okta holds, as one text; empty for nothing.
     */
    okta: string;
    /**
     * What this connector wrote last, as one text; empty for nothing, and when it never has.
     */
    written: string;
    /**
     * What Omni shows, as one text; empty for nothing.
     */
    omni: string;
    /**
     * What Okta holds, as a list; empty for nothing.
     *
     * Items: One value.
     */
    oktaValues: string[];
    /**
     * What this connector wrote last, as a list.
     *
     * Items: One value.
     */
    writtenValues: string[];
    /**
     * What Omni shows, as a list; empty for nothing.
     *
     * Items: One value.
     */
    omniValues: string[];
    /**
     * The value in force as one text: the user's own, else the attribute's default; empty for none, and where nobody knows.
     */
    effective: string;
    /**
     * The value in force as a list.
     *
     * Items: One value.
     */
    effectiveValues: string[];
    /**
     * Where the value in force comes from: own, default, none; empty where nobody knows, or the row is about no value.
     */
    source: '' | 'own' | 'default' | 'none';
    /**
     * What is known about it.
     */
    detail: string;
  }[];
  /**
   * The cursor of the next page; empty at the end.
   */
  nextCursor: string;
  /**
   * What the report says, or how far it is, in one sentence.
   */
  message: string;
  /**
   * When the report ended (RFC 3339); empty while it goes on.
   */
  finishedAt: string;
}

/**
 * Which report to show.
 */
export interface ReportUsageInput {
  /**
   * true also lists the attributes that are Omni's own.
   */
  includeSystem?: boolean;
  /**
   * The report to show, as far as it is by now; empty or left out to begin a new one.
   */
  reportId?: string;
  /**
   * Called once with the fields of get-job when the job ends, and when it begins to wait for approval: the https invoke URL of an API endpoint flow that answers at once. Unanswered, it is tried again 4 times within 13 minutes, so a flow may be called twice.
   */
  callbackUrl?: string;
}

/**
 * Where Omni's models and connections use each user attribute. Answered 202 while the report goes on; then nothing is listed yet.
 */
export interface ReportUsageOutput {
  /**
   * The id of the report, to ask for it again and for get-job and cancel-job.
   */
  reportId: string;
  /**
   * queued: waits for its turn; running: is worked on; needs-approval: waits for approve-job before it writes; paused: waits until Omni takes writes again, or for a decision where causeCode is RESTORED; done, canceled and failed: ended.
   */
  status: 'queued' | 'running' | 'needs-approval' | 'paused' | 'done' | 'canceled' | 'failed';
  /**
   * Seconds after which calling again with reportId makes sense; 0 when the report has ended.
   */
  pollAfterSeconds: number;
  /**
   * Models that Omni lists; those it does not show are told in warnings.
   */
  modelCount: number;
  /**
   * Every attribute, sorted by reference, also those that nothing uses.
   *
   * Items: Where one attribute is used.
   */
  attributes: {
    /**
     * The attribute.
     */
    reference: string;
    /**
     * All places that use it.
     */
    usedCount: number;
    /**
     * The first 50 places, by model, file and line.
     *
     * Items: One place that uses the attribute.
     */
    uses: {
      /**
       * The name of the model; of a connection its name.
       */
      model: string;
      /**
       * The file of the model; empty for a connection.
       */
      file: string;
      /**
       * The line in the file, from 1; 0 for a connection.
       */
      line: number;
      /**
       * The topic; empty where there is none.
       */
      topic: string;
      /**
       * access-filter: decides which rows are seen; access-grant: opens a topic, view or field; field: stands in the SQL of a field; extension: chooses a model that extends this one; connection: chooses the database; other: anything else, as a join.
       */
      kind: 'access-filter' | 'access-grant' | 'field' | 'extension' | 'connection' | 'other';
      /**
       * How it is used, in words.
       */
      detail: string;
    }[];
  }[];
  /**
   * Listed attributes that nothing uses; -1 where something could not be read, so that nobody knows.
   */
  unusedCount: number;
  /**
   * References that a model or connection names and Omni does not have.
   *
   * Items: A reference that Omni does not have.
   */
  undefined: {
    /**
     * The attribute.
     */
    reference: string;
    /**
     * All places that use it.
     */
    usedCount: number;
    /**
     * The first 50 places, by model, file and line.
     *
     * Items: One place that uses the attribute.
     */
    uses: {
      /**
       * The name of the model; of a connection its name.
       */
      model: string;
      /**
       * The file of the model; empty for a connection.
       */
      file: string;
      /**
       * The line in the file, from 1; 0 for a connection.
       */
      line: number;
      /**
       * The topic; empty where there is none.
       */
      topic: string;
      /**
       * access-filter: decides which rows are seen; access-grant: opens a topic, view or field; field: stands in the SQL of a field; extension: chooses a model that extends this one; connection: chooses the database; other: anything else, as a join.
       */
      kind: 'access-filter' | 'access-grant' | 'field' | 'extension' | 'connection' | 'other';
      /**
       * How it is used, in words.
       */
      detail: string;
    }[];
  }[];
  /**
   * What to look at; docs/access.md says what each code means.
   *
   * Items: One thing to look at.
   */
  warnings: {
    /**
     * The kind of warning.
     */
    code:
      | 'DEFAULT_ON_FILTERED'
      | 'DEFAULT_IS_UNFILTERED'
      | 'WILDCARDS_ON'
      | 'NUMBER_IN_TEXT_FILTER'
      | 'FILLED_NOT_USED'
      | 'USED_NOT_FILLED'
      | 'MODELS_UNREADABLE';
    /**
     * The attribute; empty where it is about none.
     */
    reference: string;
    /**
     * What is found, and what to do.
     */
    message: string;
  }[];
  /**
   * What the report says, or how far it is, in one sentence.
   */
  message: string;
  /**
   * When the report ended, and the models were as it says (RFC 3339); empty while it goes on.
   */
  finishedAt: string;
}

/**
 * The job to retry.
 */
export interface RetryJobInput {
  /**
   * The id of a job, as push-users, apply-plan, retry-job, undo-job and list-jobs give it.
   */
  jobId: string;
  /**
   * Called once with the fields of get-job when the job ends, and when it begins to wait for approval: the https invoke URL of an API endpoint flow that answers at once. Unanswered, it is tried again 4 times within 13 minutes, so a flow may be called twice.
   */
  callbackUrl?: string;
}

/**
 * The new job with the failed rows of the other one.
 */
export interface RetryJobOutput {
  /**
   * The id of the new job.
   */
  jobId: string;
  /**
   * queued: waits for its turn; running: is worked on; needs-approval: waits for approve-job before it writes; paused: waits until Omni takes writes again, or for a decision where causeCode is RESTORED; done, canceled and failed: ended.
   */
  status: 'queued' | 'running' | 'needs-approval' | 'paused' | 'done' | 'canceled' | 'failed';
  /**
   * The job that this one retries or undoes; empty for a push.
   */
  parentJobId: string;
}

/**
 * One value of one row that is to be written, or was.
 */
export interface RowChange {
  /**
   * The place of the row in the push, from 0.
   */
  index: number;
  /**
   * The user name as it was sent.
   */
  userName: string;
  /**
   * The reference of the attribute.
   */
  reference: string;
  /**
   * The value before, as one text; empty when there was none.
   */
  before: string;
  /**
   * The value asked for, as one text; empty when it was cleared.
   */
  after: string;
  /**
   * The value before, as a list; empty when there was none.
   *
   * Items: One value.
   */
  beforeValues: string[];
  /**
   * The value asked for, as a list; empty when it was cleared.
   *
   * Items: One value.
   */
  afterValues: string[];
  /**
   * How it was known what the user held: list, remembered (from an earlier write that was read back) or read; empty when it was not looked up or Omni does not show it.
   */
  truth: 'list' | 'remembered' | 'read' | '';
  /**
   * What is probably not meant about this value, which is taken as it is, one text each with its code.
   *
   * Items: One warning.
   */
  warnings: string[];
}

/**
 * What has become of one row.
 */
export interface RowResult {
  /**
   * The place of the row in the push, from 0.
   */
  index: number;
  /**
   * The user name as it was sent.
   */
  userName: string;
  /**
   * changed, unchanged (every value was in place), failed, kept (an undo has left it alone, since somebody wrote there after the job; counted as unchanged), or pending while the row has no outcome yet; in a dry run: what would happen.
   */
  status: 'changed' | 'unchanged' | 'failed' | 'kept' | 'pending';
  /**
   * Whether a value was written, or would be in a dry run.
   */
  changed: boolean;
  /**
   * The code of the failure (docs/errors.md); empty when there was none.
   */
  code: string;
  /**
   * What happened, in one sentence; may be empty.
   */
  message: string;
  /**
   * Omni's identifier of the user's membership; empty when the user was not found, or not looked for yet.
   */
  omniUserId: string;
  /**
   * How it was known what the user held: list, remembered (from an earlier write that was read back) or read; empty when it was not looked up or Omni does not show it.
   */
  truth: 'list' | 'remembered' | 'read' | '';
  /**
   * Of remembered: when the oldest of these values was last read in Omni (RFC 3339); empty otherwise.
   */
  truthAt: string;
  /**
   * What is probably not meant about the values of the row, which were taken as they are, one text each with its code: the first 20.
   *
   * Items: One warning.
   */
  warnings: string[];
}

/**
 * One user with values, or rows of users with values.
 */
export interface SetOktaValuesInput {
  /**
   * The login of the user's Okta profile; case does not matter.
   */
  userName?: string;
  /**
   * The values to set, by variable name of the Okta user profile. Attributes that are not named are left alone.
   */
  values?: {
    [k: string]: Value;
  };
  /**
   * Many users and their values, instead of userName and values.
   *
   * @minItems 1
   * @maxItems 200
   *
   * Items: One user and the values to set.
   */
  rows?: {
    /**
     * The login of the user's Okta profile; case does not matter.
     */
    userName: string;
    /**
     * The values to set, by variable name of the Okta user profile. Attributes that are not named are left alone.
     */
    values: {
      [k: string]: Value;
    };
  }[];
  /**
   * true shows what would happen and writes nothing.
   */
  dryRun?: boolean;
}

/**
 * What happened to each row.
 */
export interface SetOktaValuesOutput {
  /**
   * How many rows were sent.
   */
  total: number;
  /**
   * How many rows were written, or would be in a dry run.
   */
  changedCount: number;
  /**
   * How many rows have every value in place already.
   */
  unchangedCount: number;
  /**
   * How many rows failed.
   */
  failedCount: number;
  /**
   * What happened, in one sentence.
   */
  message: string;
  /**
   * Whether this was a dry run, which writes nothing.
   */
  dryRun: boolean;
  /**
   * A result per row, in the order of the input.
   *
   * Items: What happened to one row.
   */
  results: {
    /**
     * The place of the row in the input, from 0.
     */
    index: number;
    /**
     * The login as sent.
     */
    userName: string;
    /**
     * changed (or would be, in a dry run), unchanged or failed.
     */
    status: 'changed' | 'unchanged' | 'failed';
    /**
     * true only when Okta shows every value asked for.
     */
    verified: boolean;
    /**
     * The code of the failure; empty when there was none.
     */
    code: string;
    /**
     * What failed and what to do; empty when nothing failed.
     */
    message: string;
    /**
     * Whether sending the row again as it is may succeed.
     */
    retryable: boolean;
  }[];
  /**
   * The attributes that were, or would be, set: the first 200.
   *
   * Items: One attribute that was, or would be, set.
   */
  changes: {
    /**
     * The place of the row in the input, from 0.
     */
    index: number;
    /**
     * The login as sent.
     */
    userName: string;
    /**
     * The variable name of the attribute.
     */
    variable: string;
    /**
     * The value before, as one text; empty when there was none.
     */
    before: string;
    /**
     * The value asked for, as one text; empty when it was emptied.
     */
    after: string;
  }[];
}

/**
 * The user and the values to write.
 */
export interface SetUserValuesInput {
  /**
   * The e-mail address that Omni knows the user by; case does not matter.
   */
  userName: string;
  values: Values;
  /**
   * true shows what would happen and writes nothing.
   */
  dryRun?: boolean;
  /**
   * What an empty text as a value means: error refuses it, clear removes the user's value, ignore leaves it alone.
   */
  emptyText?: 'error' | 'clear' | 'ignore';
  /**
   * The id of the event that the values come from; the same event has one effect, however often it is sent.
   */
  eventId?: string;
  /**
   * When the event happened (RFC 3339); values of an older event never replace those of a newer one.
   */
  eventTime?: string;
  /**
   * What becomes of a call that cannot be finished in its time: refuse answers with an error, queue makes it a row of a job that writes and reads back as soon as Omni lets it.
   */
  whenBusy?: 'refuse' | 'queue';
}

/**
 * What was written for one user, and whether it was read back.
 */
export type SetUserValuesOutput = WriteResult;

/**
 * What was done for one attribute, step by step.
 */
export interface SetupResult {
  /**
   * The steps in order; they end with the first that failed.
   *
   * Items: One step.
   */
  steps: {
    /**
     * The name of the step.
     */
    step: 'omni-attribute' | 'okta-profile-attribute' | 'omni-app-attribute' | 'mapping' | 'provisioning' | 'values';
    /**
     * done: written and read back; already: nothing to do; would-do: a dry run; kept: left alone on purpose; manual: left to a human; failed: the steps after it were not begun.
     */
    status: 'done' | 'already' | 'would-do' | 'kept' | 'manual' | 'failed';
    /**
     * What happened, in a sentence or two.
     */
    detail: string;
  }[];
  /**
   * true when no step failed or is still to be done.
   */
  complete: boolean;
  /**
   * The reference of the attribute in Omni.
   */
  reference: string;
  /**
   * The variable name of the Okta profile attribute; empty where none is known.
   */
  oktaVariable: string;
  /**
   * The variable name of the Omni app's attribute; empty where there is none.
   */
  appVariable: string;
  /**
   * The code of the failed step; empty when none failed.
   */
  failedCode: string;
  /**
   * Whether repeating the call as it is may do what failed.
   */
  retryable: boolean;
  /**
   * What happened, in one sentence.
   */
  message: string;
  /**
   * Whether this was a dry run, which writes nothing.
   */
  dryRun: boolean;
}

/**
 * The attribute as it shall be in Omni and Okta.
 */
export interface SetupSyncedAttributeInput {
  /**
   * The reference of the attribute: small letters, digits and underscores, beginning with a letter. It cannot be changed later.
   */
  reference: string;
  /**
   * The name that Omni and Okta show for the attribute; Okta takes no emoji.
   */
  label: string;
  /**
   * The type of the attribute's values. Omni has these two; it cannot be changed later.
   */
  type: 'string' | 'number';
  /**
   * Whether a user can hold several values: an array in Okta. Left out, as the attribute in Omni is; false for a new one.
   */
  multiValued?: boolean;
  /**
   * What the attribute is for; an empty text removes it.
   */
  description?: string;
  /**
   * Omni's value for users who have none of their own: a text, a number, or a list for a multi-valued attribute; null for no default. Okta has no defaults.
   *
   * @maxItems 1000
   */
  defaultValue?: string | number | (string | number)[] | null;
  /**
   * A closed list: Okta then takes these values only. It does not make the attribute multi-valued.
   *
   * @minItems 1
   * @maxItems 1000
   *
   * Items: One allowed value.
   */
  enum?: {
    /**
     * The value, a text or a number as the type says.
     */
    value: string | number;
    /**
     * What Okta shows for it.
     */
    label: string;
  }[];
  /**
   * The variable name of the Okta profile attribute that feeds it, such as city: taken as it is where it exists and fits, created otherwise. Left out: the reference.
   */
  oktaVariable?: string;
  /**
   * How Okta computes the value, in Okta's expression language. Left out: the Okta profile attribute as it is.
   */
  mappingExpression?: string;
  /**
   * The variable name of the attribute in the Omni app's profile. Left out: the one that is sent as the reference already, else the reference, else omni_ and the reference where the app uses that name for something else, such as title.
   */
  appVariable?: string;
  /**
   * mapping: from the Okta user profile. groups: from the groups that are assigned to the app, joined for several values; the attribute is then not mapped, as Okta sends no value of a group for one that is.
   */
  valuesFrom?: 'mapping' | 'groups';
  /**
   * When Okta sends the value to Omni: create-and-update, or create only.
   */
  applyOn?: 'create-and-update' | 'create';
  /**
   * The number of users whom the new default moves, as a dry run or DEFAULT_CHANGE_NEEDS_CONFIRMATION has said; needed above GUARD_MAX_DEFAULT_FOLLOWERS.
   */
  confirmUsersFollowingDefault?: number;
  /**
   * true shows what would happen and writes nothing.
   */
  dryRun?: boolean;
}

/**
 * What was done for one attribute, step by step.
 */
export type SetupSyncedAttributeOutput = SetupResult;

/**
 * A value that was left alone, and why.
 */
export interface Skip {
  /**
   * The reference of the attribute.
   */
  reference: string;
  /**
   * duplicate-event: this event was handled before; older-event: a newer wish has this reference already; superseded: it was asked for anew meanwhile; empty-text: the text was empty and emptyText is ignore.
   */
  reason: 'duplicate-event' | 'older-event' | 'superseded' | 'empty-text';
}

/**
 * What to take from Okta, and how to write it.
 */
export interface SyncFromOktaInput {
  /**
   * The user attributes to push; left out, every one that has a source in the policy, or without a policy every one that the Omni app in Okta has.
   *
   * @minItems 1
   * @maxItems 100
   *
   * Items: The reference of an Omni user attribute, as Omni shows it under "Reference".
   */
  references?: string[];
  /**
   * app-profile takes what the Omni app in Okta holds for each user, after its mappings; okta-profile takes the attribute of the user's Okta profile that a plain mapping such as user.region names. A policy says itself where values come from, and this does not count then.
   */
  source?: 'app-profile' | 'okta-profile';
  /**
   * all takes every assigned user; changed takes those who changed in Okta since the last such sync that got every row done. A value changed inside Omni is found with all only. Where groups decide, everybody counts as changed.
   */
  only?: 'all' | 'changed';
  /**
   * Takes only users who changed in Okta since then (RFC 3339). Where groups decide, everybody counts.
   */
  changedSince?: string;
  /**
   * What an attribute that is empty in Okta means: leave leaves Omni's value alone, clear takes it away.
   */
  emptyValues?: 'leave' | 'clear';
  /**
   * true takes the values of users whom Okta once assigned to the Omni app and no longer does; false only reports them. A policy with unassigned: clear takes them as well.
   */
  clearLeftovers?: boolean;
  /**
   * true shows what would happen and writes nothing.
   */
  dryRun?: boolean;
  /**
   * The text of a policy, YAML or JSON, to plan by instead of the one that the connector follows; attributes that Omni does not have yet count as if they were made. With dryRun only.
   */
  policy?: string;
  /**
   * wait answers with the result when it is there within the call, and with a job otherwise; job never waits.
   */
  mode?: 'wait' | 'job';
  /**
   * Which writes are read back: none, sample (the first and every 20th) or all. Each read back costs one Omni request.
   */
  verify?: 'none' | 'sample' | 'all';
  /**
   * When more users than this would change, the job waits for approval. It can only lower the connector's own limit.
   */
  maxChangedUsers?: number;
  /**
   * When a larger share (0 to 1) of the users found would change, the job waits for approval. It can only lower the connector's own limit.
   */
  maxChangedShare?: number;
  /**
   * When more values than this would be cleared, the job waits for approval. It can only lower the connector's own limit.
   */
  maxClearedValues?: number;
  /**
   * When a larger share (0 to 1) of the users found would lose a value, the job waits for approval. It can only lower the connector's own limit.
   */
  maxClearedShare?: number;
  /**
   * When more users than this would get a value that a filter of Omni's models leaves unfiltered, or a wildcard, the job waits for approval. It can only lower the connector's own limit. Known after report-usage.
   */
  maxWidenedUsers?: number;
  /**
   * Called once with the fields of get-job when the job ends, and when it begins to wait for approval: the https invoke URL of an API endpoint flow that answers at once. Unanswered, it is tried again 4 times within 13 minutes, so a flow may be called twice.
   */
  callbackUrl?: string;
}

/**
 * What the sync came to, or the job that goes on with it.
 */
export interface SyncFromOktaOutput {
  /**
   * The id of the job, for get-job and list-job-results; empty in a dry run.
   */
  jobId: string;
  /**
   * queued: waits for its turn; running: is worked on; needs-approval: waits for approve-job before it writes; paused: waits until Omni takes writes again, or for a decision where causeCode is RESTORED; done, canceled and failed: ended.
   */
  status: 'queued' | 'running' | 'needs-approval' | 'paused' | 'done' | 'canceled' | 'failed';
  /**
   * Seconds after which asking get-job makes sense; 0 when the job has ended.
   */
  pollAfterSeconds: number;
  /**
   * How many rows were sent.
   */
  total: number;
  /**
   * How many rows were written, or would be in a dry run.
   */
  changedCount: number;
  /**
   * How many rows have every value in place already.
   */
  unchangedCount: number;
  /**
   * How many rows failed.
   */
  failedCount: number;
  /**
   * The state in one sentence.
   */
  message: string;
  /**
   * A result per row, in the order of the input: the first 200; empty while the job goes on. list-job-results has all.
   */
  results: RowResult[];
  /**
   * Users whom Okta assigns to the Omni app, as far as they were read.
   */
  assignedCount: number;
  /**
   * Assigned users for whom at least one of the attributes is empty in Okta; emptyValues says what becomes of it.
   */
  emptyCount: number;
  /**
   * Users whom Okta no longer assigns; the results tell what became of their values.
   */
  leftoverCount: number;
  /**
   * The user attributes that are synced.
   *
   * Items: The reference of an Omni user attribute, as Omni shows it under "Reference".
   */
  references: string[];
  /**
   * The pages that were read in Okta so far: groups, their members, and users. A dry run tells what the sync takes.
   */
  oktaRequests: number;
  /**
   * In a dry run the id of the plan, for apply-plan and list-job-results; it is kept for 24 hours. Otherwise empty.
   */
  planId: string;
  /**
   * In a dry run a fingerprint of everything that it would write, for apply-plan; otherwise empty.
   */
  planHash: string;
  /**
   * How many values are emptied, or would be.
   */
  clearedCount: number;
  /**
   * How many requests applying the plan of a dry run would send to Omni; otherwise how many were sent so far.
   */
  omniRequests: number;
  /**
   * How many seconds applying the plan of a dry run would take if nothing else is sent to Omni; otherwise 0.
   */
  estimatedSeconds: number;
  /**
   * Whether the plan of a dry run would wait for approval before its first write.
   */
  guard: {
    /**
     * true when a limit is exceeded, so that the job would wait for approve-job.
     */
    tripped: boolean;
    /**
     * Which limits are exceeded and by how much; empty when none is.
     */
    reason: string;
  };
  /**
   * Rules of the policy about groups that need a look, once the groups are read; empty without such rules.
   *
   * Items: One rule, and what is the matter with it.
   */
  groupWarnings: {
    /**
     * The rule in words: `group` and a name, or `groups` and a pattern.
     */
    rule: string;
    /**
     * missing, ambiguous, refused: nobody can tell who is in the group, so that values are left alone; unmatched: no group fits the pattern, so that it gives nobody a value.
     */
    reason: 'missing' | 'ambiguous' | 'refused' | 'unmatched';
  }[];
  /**
   * Of a dry run by a policy: the variables that it reads and the profile in Okta does not have, so that they give nobody a value; empty where Okta does not show the profile.
   *
   * Items: One variable that Okta does not have.
   */
  variableWarnings: {
    /**
     * As the policy names it.
     */
    variable: string;
    /**
     * The name in that profile that was probably meant; empty where none is near.
     */
    suggestion: string;
  }[];
  /**
   * Whether what was planned goes by what the connector follows; false for another policy, by which nothing can be applied.
   */
  policyInForce: boolean;
}

/**
 * The user who is brought to what Okta and the policy say: by userName or by oktaUserId.
 */
export interface SyncUserInput {
  /**
   * The e-mail address that Omni knows the user by; case does not matter.
   */
  userName?: string;
  /**
   * The id of the user in Okta, as its events give it; instead of userName.
   */
  oktaUserId?: string;
  /**
   * The user attributes to write; left out, every one that has a source in the policy, or without a policy every one that the Omni app in Okta has.
   *
   * @minItems 1
   * @maxItems 100
   *
   * Items: The reference of an Omni user attribute, as Omni shows it under "Reference".
   */
  references?: string[];
  /**
   * What an attribute that is empty in Okta means: leave leaves Omni's value alone, clear takes it away.
   */
  emptyValues?: 'leave' | 'clear';
  /**
   * true shows what would happen and writes nothing.
   */
  dryRun?: boolean;
  /**
   * What becomes of a call that cannot be finished in its time: refuse answers with an error, queue makes it a row of a job that writes and reads back as soon as Omni lets it.
   */
  whenBusy?: 'refuse' | 'queue';
}

/**
 * What was written for one user, and where each wanted value comes from.
 */
export interface SyncUserOutput {
  /**
   * Omni's identifier of the user's membership; empty when the user did not have to be read.
   */
  omniUserId: string;
  /**
   * The user name as Omni writes it, or as sent when the user did not have to be read.
   */
  userName: string;
  /**
   * Whether a value was changed, or would be in a dry run.
   */
  changed: boolean;
  /**
   * true only when Omni was read afterwards and shows every value asked for.
   */
  verified: boolean;
  /**
   * Why nothing was done: superseded (a later wish counts), no-values (nothing is wanted that could be written) or not-assigned (Okta does not assign the user to the Omni app, and their values are left); empty otherwise.
   */
  skippedReason: '' | 'superseded' | 'no-values' | 'not-assigned';
  /**
   * What happened, in one sentence.
   */
  message: string;
  /**
   * The values that differ from before.
   */
  changes: Change[];
  /**
   * The values that were bent to fit their attributes.
   */
  coerced: Coercion[];
  /**
   * What is probably not meant about the values, which were taken as they are.
   */
  warnings: ValueWarning[];
  /**
   * Values that give the user more than the rows that bear them, as far as report-usage has read Omni's models; a single call is not held for it.
   */
  widens: Widening[];
  /**
   * The job that writes the values later, for get-job, where the call was queued; empty otherwise.
   */
  jobId: string;
  /**
   * When to ask get-job for the first time; 0 when nothing is left to wait for.
   */
  pollAfterSeconds: number;
  /**
   * The values that were left alone.
   */
  skipped: Skip[];
  /**
   * The id of the user in Okta; empty when Okta has no such user.
   */
  oktaUserId: string;
  /**
   * Whether Okta assigns the user to the Omni app.
   */
  assigned: boolean;
  /**
   * Where each value comes from, also of those that are left alone.
   */
  sources: ValueSource[];
  /**
   * The values that could not be written though the others were: the code and the reason.
   *
   * Items: One value that was left alone, and why.
   */
  problems: {
    /**
     * The reference of an Omni user attribute, as Omni shows it under "Reference".
     */
    reference: string;
    /**
     * The code of the failure, such as VALUE_NOT_ALLOWED or GROUPS_UNREADABLE.
     */
    code: string;
    /**
     * What is wrong, in one sentence.
     */
    message: string;
  }[];
}

/**
 * The job to undo.
 */
export interface UndoJobInput {
  /**
   * The id of a job, as push-users, apply-plan, retry-job, undo-job and list-jobs give it.
   */
  jobId: string;
  /**
   * Called once with the fields of get-job when the job ends, and when it begins to wait for approval: the https invoke URL of an API endpoint flow that answers at once. Unanswered, it is tried again 4 times within 13 minutes, so a flow may be called twice.
   */
  callbackUrl?: string;
}

/**
 * The new job that takes the other one back.
 */
export interface UndoJobOutput {
  /**
   * The id of the new job.
   */
  jobId: string;
  /**
   * queued: waits for its turn; running: is worked on; needs-approval: waits for approve-job before it writes; paused: waits until Omni takes writes again, or for a decision where causeCode is RESTORED; done, canceled and failed: ended.
   */
  status: 'queued' | 'running' | 'needs-approval' | 'paused' | 'done' | 'canceled' | 'failed';
  /**
   * The job that this one retries or undoes; empty for a push.
   */
  parentJobId: string;
}

/**
 * What to change. Fields that are left out are left alone.
 */
export interface UpdateAttributeInput {
  /**
   * The reference of an Omni user attribute, as Omni shows it under "Reference".
   */
  reference: string;
  /**
   * The name that Omni shows for the attribute.
   */
  label?: string;
  /**
   * What the attribute is for; an empty text removes it.
   */
  description?: string;
  defaultValue?: DefaultValue;
  /**
   * Whether a user can hold several values. Omni lets it be switched on later, never off.
   */
  multiValued?: boolean;
  /**
   * The number of users whom the new default moves, as a dry run or DEFAULT_CHANGE_NEEDS_CONFIRMATION has said; needed above GUARD_MAX_DEFAULT_FOLLOWERS.
   */
  confirmUsersFollowingDefault?: number;
  /**
   * true shows what would happen and writes nothing.
   */
  dryRun?: boolean;
}

/**
 * The attribute as Omni holds it now.
 */
export interface UpdateAttributeOutput {
  attribute: Attribute;
  /**
   * Whether anything was changed, or would be in a dry run.
   */
  changed: boolean;
  /**
   * Active users without a value of their own, whom a changed default moves; those of whom nobody knows count, too. 0 where the default does not change, or the attribute is new.
   */
  usersFollowingDefault: number;
  /**
   * Recipients of deliveries without an account whom a changed default moves; -1 where Omni does not tell, or they are more than a call can read.
   */
  emailOnlyFollowingDefault: number;
  /**
   * Users with a value of their own, where the default or multiValued changes; else 0.
   */
  usersHoldingValue: number;
  /**
   * How the counts of users are known: list: by the pages of the list; read: by reading those whose values it leaves out; remembered: some by what was last seen of them; assumed: of some nobody knows, and they are counted as holding nothing; empty: there was nothing to count.
   */
  countTruth: '' | 'list' | 'read' | 'remembered' | 'assumed';
  /**
   * In a dry run: whether the change needs confirmUsersFollowingDefault, and it is not the number that was sent.
   */
  needsConfirmation: boolean;
  /**
   * All places of the models and connections that use the attribute, as report-usage has read them.
   */
  usedCount: number;
  /**
   * The first 50 places that use the attribute, by model, file and line.
   *
   * Items: One place that uses the attribute.
   */
  uses: {
    /**
     * The name of the model; of a connection its name.
     */
    model: string;
    /**
     * The file of the model; empty for a connection.
     */
    file: string;
    /**
     * The line in the file, from 1; 0 for a connection.
     */
    line: number;
    /**
     * The topic; empty where there is none.
     */
    topic: string;
    /**
     * access-filter: decides which rows are seen; access-grant: opens a topic, view or field; field: stands in the SQL of a field; extension: chooses a model that extends this one; connection: chooses the database; other: anything else, as a join.
     */
    kind: 'access-filter' | 'access-grant' | 'field' | 'extension' | 'connection' | 'other';
    /**
     * How it is used, in words.
     */
    detail: string;
  }[];
  /**
   * As of when the uses are known, or why they are not; empty where they were not looked at.
   */
  usesNote: string;
}

/**
 * A text, a number, true or false; a list for a multi-valued attribute; null or an empty list removes the user's value.
 *
 * @maxItems 1000
 */
export type Value = string | number | boolean | null | (string | number | boolean)[];

/**
 * The dynamic input fields of a card, in the form that Okta's Connector Builder takes.
 *
 * Items: One user attribute.
 */
export type ValueFields = {
  /**
   * The reference of the attribute.
   */
  name: string;
  /**
   * What the card shows.
   */
  displayname: string;
  /**
   * The type of the card's field. A multi-valued attribute is Text: a dynamic field cannot be a list.
   */
  type: 'Text' | 'Number';
  /**
   * Always false: no single value has to be written.
   */
  required: boolean;
}[];

/**
 * Where the wanted value of one attribute comes from.
 */
export interface ValueSource {
  /**
   * The reference of an Omni user attribute, as Omni shows it under "Reference".
   */
  reference: string;
  /**
   * policy: a rule of the policy; mapping: the profile of the Omni app in Okta, which its mapping has made; profile: the user's own profile in Okta; none: nothing is wanted.
   */
  from: 'policy' | 'mapping' | 'profile' | 'none';
  /**
   * The groups or the variable that the value comes from, or why there is none.
   */
  detail: string;
}

/**
 * Something about a value that was taken as it is, and is probably not meant.
 */
export interface ValueWarning {
  /**
   * YES_NO_TEXT: a text such as True or yes, which is another value than true; OUTER_BLANKS: blanks at the beginning or the end.
   */
  code: 'YES_NO_TEXT' | 'OUTER_BLANKS';
  /**
   * The reference of the attribute.
   */
  reference: string;
  /**
   * What it is, in one sentence.
   */
  message: string;
}

/**
 * The values to write, by reference. References that are not named are left alone.
 */
export interface Values {
  [k: string]: Value;
}

/**
 * A value that gives the user more than the rows that bear it.
 */
export interface Widening {
  /**
   * The attribute.
   */
  reference: string;
  /**
   * Why, in words, without the value.
   */
  reason: string;
}

/**
 * What was written for one user, and whether it was read back.
 */
export interface WriteResult {
  /**
   * Omni's identifier of the user's membership; empty when the user did not have to be read.
   */
  omniUserId: string;
  /**
   * The user name as Omni writes it, or as sent when the user did not have to be read.
   */
  userName: string;
  /**
   * Whether a value was changed, or would be in a dry run.
   */
  changed: boolean;
  /**
   * true only when Omni was read afterwards and shows every value asked for.
   */
  verified: boolean;
  /**
   * Why nothing was done: duplicate-event, older-event, superseded (a later wish counts) or no-values; empty otherwise.
   */
  skippedReason: '' | 'duplicate-event' | 'older-event' | 'superseded' | 'no-values';
  /**
   * What happened, in one sentence.
   */
  message: string;
  /**
   * The values that differ from before.
   */
  changes: Change[];
  /**
   * The values that were bent to fit their attributes.
   */
  coerced: Coercion[];
  /**
   * What is probably not meant about the values, which were taken as they are.
   */
  warnings: ValueWarning[];
  /**
   * Values that give the user more than the rows that bear them, as far as report-usage has read Omni's models; a single call is not held for it.
   */
  widens: Widening[];
  /**
   * The job that writes the values later, for get-job, where the call was queued; empty otherwise.
   */
  jobId: string;
  /**
   * When to ask get-job for the first time; 0 when nothing is left to wait for.
   */
  pollAfterSeconds: number;
  /**
   * The values that were left alone.
   */
  skipped: Skip[];
}
