/** A time (ms epoch) as answers and logs show it: RFC 3339 in UTC; empty where there is none. */
export const moment = (ms: number | null | undefined): string => (ms ? new Date(ms).toISOString() : '');
