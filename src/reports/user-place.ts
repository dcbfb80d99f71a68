import type { UserPlace } from '../store/job-omni-users.ts';

/** Every user comes after this place. */
const FIRST: UserPlace = { userNameKey: '', id: '' };

/** The place of a step as its text holds it. */
export const readPlace = (place: string): UserPlace => (place === '' ? FIRST : (JSON.parse(place) as UserPlace));

export const placeText = ({ userNameKey, id }: UserPlace): string => JSON.stringify({ userNameKey, id });
