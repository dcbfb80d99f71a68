import type { AccessFilter, AccessGrant, ModelReading } from './model-reading.ts';

/** A model of Omni that was read. */
export interface KnownModel {
  readonly id: string;
  readonly name: string;
  /** When it was read, ms epoch. */
  readonly readAt: number;
  readonly reading: ModelReading;
}

/** A filter with the name of its model. */
export interface KnownFilter extends AccessFilter {
  readonly model: string;
}

/** A grant with the name of its model. */
export interface KnownGrant extends AccessGrant {
  readonly model: string;
}

/** The filters of one attribute, over all models. */
export const filtersOf = (models: readonly KnownModel[], reference: string): KnownFilter[] =>
  models.flatMap(({ name, reading }) =>
    reading.filters.filter((one) => one.reference === reference).map((one) => ({ ...one, model: name })),
  );

/** The grants of one attribute, over all models. */
export const grantsOf = (models: readonly KnownModel[], reference: string): KnownGrant[] =>
  models.flatMap(({ name, reading }) =>
    reading.grants.filter((one) => one.reference === reference).map((one) => ({ ...one, model: name })),
  );
