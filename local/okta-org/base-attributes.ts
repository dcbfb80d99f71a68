import type { Properties } from './profile-schema.ts';
import type { SchemaProperty } from './property.ts';

/** Okta's own attributes of a user: https://developer.okta.com/docs/concepts/user-profiles/ */
const USER_TITLES = {
  login: 'Username',
  firstName: 'First name',
  lastName: 'Last name',
  middleName: 'Middle name',
  honorificPrefix: 'Honorific prefix',
  honorificSuffix: 'Honorific suffix',
  email: 'Primary email',
  title: 'Title',
  displayName: 'Display name',
  nickName: 'Nickname',
  profileUrl: 'Profile Url',
  secondEmail: 'Secondary email',
  mobilePhone: 'Mobile phone',
  primaryPhone: 'Primary phone',
  streetAddress: 'Street address',
  city: 'City',
  state: 'State',
  zipCode: 'Zip code',
  countryCode: 'Country code',
  postalAddress: 'Postal Address',
  preferredLanguage: 'Preferred language',
  locale: 'Locale',
  timezone: 'Time zone',
  userType: 'User type',
  employeeNumber: 'Employee number',
  costCenter: 'Cost center',
  organization: 'Organization',
  division: 'Division',
  department: 'Department',
  managerId: 'ManagerId',
  manager: 'Manager',
};

const baseProperty = (title: string): SchemaProperty => ({
  title,
  type: 'string',
  mutability: 'READ_WRITE',
  scope: 'NONE',
  permissions: [{ principal: 'SELF', action: 'READ_ONLY' }],
  master: { type: 'PROFILE_MASTER' },
});

export const userBase = (): Properties =>
  Object.fromEntries(Object.entries(USER_TITLES).map(([name, title]) => [name, baseProperty(title)]));

const SCIM_USER = 'urn:ietf:params:scim:schemas:core:2.0:User';

/** Attributes of the SCIM standard, as an app with provisioning has them of its own. */
const SCIM_TITLES = {
  givenName: 'Given name',
  familyName: 'Family name',
  email: 'Email',
  displayName: 'Display name',
  title: 'Title',
  department: 'Department',
};

const scimProperty = (name: string, title: string): SchemaProperty => ({
  ...baseProperty(title),
  externalName: name,
  externalNamespace: SCIM_USER,
});

export const appBase = (): Properties => ({
  userName: baseProperty('Username'),
  ...Object.fromEntries(Object.entries(SCIM_TITLES).map(([name, title]) => [name, scimProperty(name, title)])),
});
