import type { ErrorCode } from '../../../src/errors/error-codes.ts';

/** https://help.okta.com/wf/en-us/content/topics/workflows/connector-builder/about-building-blocks.htm */
type PlainType = 'Text' | 'Number' | 'True/False' | 'Date & Time' | 'Object';
export type CardType = PlainType | `List of ${PlainType}`;

/** One field as an admin sees it, and the key that the connector knows it by. */
export interface CardField {
  readonly key: string;
  readonly label: string;
  readonly definition: string;
  readonly type: CardType;
  /** What the connector checks beyond the type; empty when nothing. */
  readonly limits: string;
  /** Of an Object, or of the entries of a list: the fields inside. */
  readonly fields: readonly CardField[];
}

/** A list that Connector Builder asks the connector for, in its own shape. */
export interface DynamicSource {
  readonly relativeUrl: string;
  readonly requestMethod: 'GET';
}

/** Chosen while the flow is designed. */
export interface CardOption extends CardField {
  readonly required: boolean;
  readonly kind: 'Dropdown' | 'Dynamic dropdown';
  /** The choices of a plain dropdown, shown as they are sent. */
  readonly choices: readonly string[];
  /** The choice when none is made; empty when there is none. */
  readonly standard: string;
  /** Where a dynamic dropdown gets its choices. */
  readonly source: DynamicSource | null;
}

/** Filled while the flow runs. */
export interface CardInput extends CardField {
  readonly group: string;
  readonly required: boolean;
  readonly kind: 'Text Field' | 'Dynamic fields';
  /** Where dynamic fields come from. */
  readonly source: DynamicSource | null;
}

/** One key of the body, or one header, that the flow behind the card fills. */
export interface CardPart {
  readonly name: string;
  /** The label of the option or input. */
  readonly from: string;
  /**
   * Leave the name out when the admin has filled in nothing: sent empty, it would be refused or mean something else.
   */
  readonly omitWhenEmpty: boolean;
}

/** What the flow behind the card hands to httpHelper. */
export interface CardCall {
  readonly flow: 'httpHelper';
  readonly relativeUrl: string;
  readonly requestMethod: 'POST';
  readonly headers: readonly CardPart[];
  readonly body: readonly CardPart[];
  /** The statuses of success; all come with the outputs. */
  readonly statuses: readonly number[];
}

export interface CardError {
  readonly code: ErrorCode;
  readonly status: number;
  readonly retryable: boolean;
  readonly message: string;
  readonly fix: string;
}

/** One card of the connector: connector/cards/<action>.card.json; schemas/card.schema.json describes it. */
export interface Card {
  readonly action: string;
  /** Of the card and of the flow behind it. */
  readonly name: string;
  readonly description: string;
  readonly group: string;
  readonly connectorVersion: string;
  readonly scopes: readonly string[];
  readonly effect: 'read' | 'write';
  readonly options: readonly CardOption[];
  readonly inputs: readonly CardInput[];
  readonly outputs: readonly CardField[];
  readonly call: CardCall;
  readonly errors: readonly CardError[];
}
