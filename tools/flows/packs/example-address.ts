/** Stands in every pack until an admin writes the address of their own connector. */
export const EXAMPLE_ADDRESS = 'https://connector.acme.example';
