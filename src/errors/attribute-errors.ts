import type { ErrorKind } from './error-kind.ts';

/** Failures of attribute definitions. */
export const ATTRIBUTE_ERRORS = {
  ATTRIBUTE_NOT_FOUND: {
    status: 404,
    message: 'Omni has no user attribute with the reference {reference}.',
    fix: 'Check the spelling with list-attributes, or create it with ensure-attribute.',
  },
  ATTRIBUTE_EXISTS: {
    status: 409,
    message: 'Omni already has a user attribute with the reference {reference}.',
    fix: 'Use ensure-attribute, which accepts one that exists, or choose another reference.',
  },
  ATTRIBUTE_TYPE_CONFLICT: {
    status: 409,
    message: 'The user attribute {reference} exists as {has}, not as {wanted}.',
    fix: 'Omni cannot change a type: use another reference, or ask for the type that exists.',
  },
  ATTRIBUTE_STAYS_MULTI_VALUED: {
    status: 409,
    message: 'The user attribute {reference} takes several values, and Omni cannot change that back.',
    fix: 'Ask for multiValued true, or use another reference.',
  },
  ATTRIBUTE_SYSTEM: {
    status: 422,
    message: 'The user attribute {reference} belongs to Omni and is read-only.',
    fix: 'Leave {reference} out: Omni sets it by itself, and no value of yours takes its place.',
  },
  ATTRIBUTE_REPEATED: {
    status: 422,
    message: 'The reference {reference} is named more than once.',
    fix: 'Name each reference once.',
  },
  ATTRIBUTE_DELETE_DISABLED: {
    status: 409,
    message: 'This connector does not delete user attributes.',
    fix: "An operator can set ALLOW_ATTRIBUTE_DELETE=true; deleting takes every user's value away.",
  },
  ATTRIBUTE_DELETE_UNCONFIRMED: {
    status: 422,
    message: 'confirmReference does not repeat {reference}.',
    fix: "Repeat the reference in confirmReference: deleting takes every user's value away.",
  },
  ATTRIBUTE_USERS_UNCOUNTED: {
    status: 409,
    message:
      'How many users would lose their value of {reference} could not be counted in time ({counted} of {total} users read).',
    fix: 'Delete it in Omni, or send acceptUnknownCount true to delete without the count.',
  },
  DEFAULT_CHANGE_NEEDS_CONFIRMATION: {
    status: 409,
    message:
      'The change of the default of {reference} would move {count} users who have no value of their own{known}; nothing was changed.',
    fix: 'Look at a dry run, then repeat the call with confirmUsersFollowingDefault {count}, or give these users a value of their own first.',
  },
  ATTRIBUTE_BUSY: {
    status: 429,
    message: 'Another change of the user attribute {reference} is still running.',
    fix: 'Repeat the call later.',
  },
  OMNI_CANNOT_CREATE_ATTRIBUTES: {
    status: 409,
    message: 'This Omni instance has no API for creating, changing or deleting user attributes.',
    fix: 'Make the change by hand in Omni under Settings > User Attributes; pushing values works all the same.',
  },
} as const satisfies Record<string, ErrorKind>;
