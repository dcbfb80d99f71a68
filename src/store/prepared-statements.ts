import { type PGlite, protocol, types } from '@electric-sql/pglite';
import { type Clock, monotonic, systemClock } from '../base/clock.ts';
import { PLAN_KEPT_MS } from './statements.ts';

const { messages, serialize } = protocol;

/** A statement that the database has parsed, and may have planned for good. */
interface Prepared {
  readonly name: string;
  /** Types of its parameters, by their number in PostgreSQL. */
  readonly parameters: readonly number[];
  readonly columns: readonly { readonly name: string; readonly dataTypeID: number }[];
  /** By the monotonic clock. */
  readonly until: number;
}

/** Statements are met again and again, and it takes longer to parse and plan them than to run them. */
export class PreparedStatements {
  readonly #pglite: PGlite;
  readonly #clock: Clock;
  readonly #statements = new Map<string, Prepared>();
  #named = 0;

  constructor(pglite: PGlite, clock: Clock = systemClock) {
    this.#pglite = pglite;
    this.#clock = clock;
  }

  /** Runs a statement; call it with nothing else running. @throws Error with `severity` and `code` by PostgreSQL */
  async run<T>(sql: string, parameters: readonly unknown[] = []): Promise<T[]> {
    const statement = this.#kept(sql) ?? (await this.#prepare(sql));
    const bind = {
      statement: statement.name,
      values: parameters.map((value, at) => this.#asText(statement, at, value)),
    };
    const answer = await this.#send([serialize.bind(bind), serialize.execute({})]);
    const rows = answer.filter((message) => message instanceof messages.DataRowMessage);
    return rows.map(({ fields }) => this.#readRow(statement, fields) as T);
  }

  /** Forgets everything, where tables may not be the same any more. */
  async forget(): Promise<void> {
    await this.#close([...this.#statements.keys()]);
  }

  #kept(sql: string): Prepared | undefined {
    const statement = this.#statements.get(sql);
    return statement && monotonic(this.#clock) < statement.until ? statement : undefined;
  }

  async #prepare(sql: string): Promise<Prepared> {
    const now = monotonic(this.#clock);
    await this.#close([...this.#statements].filter(([, { until }]) => until <= now).map(([text]) => text));
    this.#named += 1;
    const name = `s${this.#named}`;
    const answer = await this.#send([serialize.parse({ name, text: sql }), serialize.describe({ type: 'S', name })]);
    const parameters = answer.find((message) => message instanceof messages.ParameterDescriptionMessage);
    const columns = answer.find((message) => message instanceof messages.RowDescriptionMessage);
    const statement = {
      name,
      parameters: parameters?.dataTypeIDs ?? [],
      columns: columns?.fields ?? [],
      until: now + PLAN_KEPT_MS,
    };
    this.#statements.set(sql, statement);
    return statement;
  }

  async #close(texts: readonly string[]): Promise<void> {
    const names = texts.flatMap((text) => this.#statements.get(text)?.name ?? []);
    for (const text of texts) this.#statements.delete(text);
    if (names.length > 0) await this.#send(names.map((name) => serialize.close({ type: 'S', name })));
  }

  /** All in one message: each time the database is entered costs as much as a small statement. */
  async #send(parts: readonly Uint8Array[]) {
    const message = Buffer.concat([...parts, serialize.sync()]);
    return await this.#pglite.execProtocolStream(message, { syncToFs: false });
  }

  #asText({ parameters }: Prepared, at: number, value: unknown): string | null {
    if (value === null || value === undefined) return null;
    const write = this.#pglite.serializers[parameters[at] ?? 0];
    return write ? write(value) : String(value);
  }

  #readRow({ columns }: Prepared, fields: readonly (string | null)[]): object {
    const { parsers } = this.#pglite;
    return Object.fromEntries(
      columns.map(({ name, dataTypeID }, at) => [name, types.parseType(fields[at] ?? null, dataTypeID, parsers)]),
    );
  }
}
