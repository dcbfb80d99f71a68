/**
 * Where the collection of changes stands, kept as the job's cursor. Only hints that were told and due by its beginning
 * (`hintsSoFar`) are collected, so that a stream of them comes to an end.
 */
export type ChangesPlace = { readonly step: number; readonly upTo: number; readonly dueBy?: number | undefined } & (
  | { /** Groups become their members. */ readonly stage: 'groups' }
  | { /** People are read one by one. */ readonly stage: 'people' }
  | {
      /** People are found in the list of the app's users. */
      readonly stage: 'pages';
      readonly pagesRead: number;
      /** The page that comes next; left out: the first. */
      readonly next?: string;
    }
  /** The list has shown everybody; who was not in it is read, unless they were never assigned. */
  | { readonly stage: 'rest' }
);

/** Undefined at the beginning. */
export const placeOf = (cursor: string): ChangesPlace | undefined => (cursor === '' ? undefined : JSON.parse(cursor));

export const textOf = (place: ChangesPlace | undefined): string => (place ? JSON.stringify(place) : '');
