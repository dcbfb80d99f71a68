import type { Value, ValueObject } from './value.ts';

/**
 * What a flow can see of an error.
 * https://help.okta.com/wf/en-us/content/topics/workflows/workflows-error-types.htm
 */
export interface CardErrorDetails {
  /** Okta's name of the kind of error. */
  readonly kind: string;
  readonly message: string;
  readonly statusCode?: number;
  readonly headers?: ValueObject;
  readonly body?: Value;
  readonly description?: string;
}

/** Which card failed, and how often it was tried again. */
interface Failed {
  readonly flo: string;
  readonly method: string;
  readonly module: string;
  readonly execution: string;
  readonly retry_count: number;
}

/** A card that failed while its flow ran: halts the flow, unless If Error or For Each - Ignore Errors is around it. */
export class CardError extends Error {
  override readonly name = 'CardError';
  readonly details: CardErrorDetails;
  #failed: Failed | undefined;

  constructor(details: CardErrorDetails) {
    super(details.message);
    this.details = details;
  }

  /** Names the card; the first one to do so is the one that failed. */
  at(failed: Failed): this {
    this.#failed ??= failed;
    return this;
  }

  /** The error as an error branch is handed it. */
  get object(): ValueObject {
    const { kind, message, statusCode = null, headers = {}, body = null, description = message } = this.details;
    const failed = this.#failed ?? { flo: '', method: '', module: '', execution: '', retry_count: 0 };
    return {
      _error: true,
      ...failed,
      kind,
      statusCode,
      headers,
      body,
      message,
      code: statusCode,
      description,
      steps: [],
      source: {},
    };
  }
}
