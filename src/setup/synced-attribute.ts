import type { JsonObject } from '../base/is-object.ts';
import type { OktaProperty } from '../okta/schemas.ts';
import type { WantedShape } from './okta-shape.ts';

/** An attribute that is to be the same in Omni, the Okta user profile and the Omni app's profile. */
export interface AttributeToSync extends WantedShape {
  readonly reference: string;
  readonly label: string;
  /** Empty for none. */
  readonly description: string;
}

/** What has to be written so that one attribute of a profile is as wanted. */
export type AttributePlan =
  | { readonly kind: 'none'; readonly variable: string; readonly note?: string }
  | {
      readonly kind: 'create' | 'change';
      readonly variable: string;
      /** The whole definition. */
      readonly property: JsonObject;
      /** What stays otherwise than usual, and what that means. */
      readonly note?: string;
    };

/** How an attribute is shown in Okta. */
export const shownAs = ({ label, description }: AttributeToSync): Pick<OktaProperty, 'title' | 'description'> => ({
  title: label,
  ...(description !== '' && { description }),
});
