/** Names younger than this are often made for one campaign. */
export const youngDays = 30;

export const rules = {
  young: {
    when: `The domain was registered in the last ${youngDays} days.`,
    claim: 'suspicious',
    strength: 0.4,
  },
  registered: { when: 'The domain was registered before that.', claim: 'context', strength: 1 },
  allocated: { when: 'The address is of a network that the registry knows.', claim: 'context', strength: 1 },
} as const;
export type RdapRule = keyof typeof rules;
