/** Collections of Omni's API whose members are named by what comes after. */
const MEMBER = /(\/(?:Users|user-attributes|models))\/[^/?]+/;

/** The path of a request for people: without the id of a user or attribute, and without a query. */
export const shownPath = (path: string): string => path.replace(/\?.*/s, '').replace(MEMBER, '$1/{id}');
