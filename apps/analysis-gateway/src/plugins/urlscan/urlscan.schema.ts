import { z } from 'zod';
import { decoration } from '../provider/decoration';

const text = decoration(z.string());

/** Answer to a submission. */
export const submittedSchema = z.object({ uuid: z.uuid() });

/** Answer to a search; only the ids are read. */
export const foundSchema = z.object({ results: z.array(z.object({ task: z.object({ uuid: z.uuid() }) })) });

/** What is stored between two steps. */
export const ticketSchema = z.object({ scan_id: z.uuid() });

/** A finished scan; unknown fields are ignored. */
export const scanSchema = z.object({
  task: z.object({ uuid: z.uuid(), time: z.iso.datetime({ offset: true }), visibility: text }),
  page: z.object({
    url: text,
    domain: text,
    ip: text,
    asn: text,
    asnname: text,
    country: text,
    server: text,
    title: text,
    status: decoration(z.union([z.string(), z.int()])),
  }),
  lists: decoration(z.object({ ips: z.array(z.string()), domains: z.array(z.string()), urls: z.array(z.string()) })),
  verdicts: z.object({
    overall: z.object({
      /** −100 (legitimate) to 100 (malicious); 0 is no opinion. */
      score: z.number().min(-100).max(100),
      malicious: z.boolean(),
      categories: decoration(z.array(z.string())),
      brands: decoration(z.array(z.string())),
    }),
  }),
});
export type Scan = z.infer<typeof scanSchema>;
