/**
 * An expression of SQL: the time at which a value, `known`, is changed, of the time of now. It is later than before,
 * and no earlier than any look that has begun, also where the clock has gone back since: a plan by that look is not
 * taken for a fresh one.
 */
export const changedAt = (now: string): string =>
  `greatest(${now}, known.changed_at + 1, (SELECT last_value FROM connector.wish_time))`;

/** The same where a statement asks for no other time. */
export const CHANGED_NOW = changedAt('connector.now_ms(NULL)');

/**
 * Updates many values, as a statement: locked in the order in which everybody locks several, so that nobody waits for
 * somebody who waits for them.
 *
 * @param set what they get, by their columns
 * @param where which of them, by their columns
 * @param also further parts of the statement, each with a comma after it
 */
export const updateValues = (set: string, where: string, also = ''): string => `
  WITH ${also} locked AS MATERIALIZED (
    SELECT omni_user_id, reference FROM connector.user_values WHERE ${where} ORDER BY omni_user_id, reference FOR UPDATE
  )
  UPDATE connector.user_values AS known SET ${set} FROM locked
  WHERE known.omni_user_id = locked.omni_user_id AND known.reference = locked.reference`;
