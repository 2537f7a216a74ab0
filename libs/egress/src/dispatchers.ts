import { Agent } from 'undici';
import { guardedConnector } from './connect/guarded-connector';
import type { Dial } from './connect/guarded-connector';
import type { ConnectPolicy } from './connect/checked-addresses';
import type { EgressProfile } from './profiles';

/** Connections to one origin at a time; more requests wait, so one slow upstream does not eat the sockets. */
const connectionsPerOrigin = 32;
/** Profiles whose connections are kept for reuse. Beyond, the one unused for longest is closed. */
const maxAgents = 128;
const maxHeaderBytes = 16_384;

/**
 * One undici agent per profile. Pools are never shared between profiles, so a connection that one profile was allowed
 * to open cannot serve another. Agents know no proxy: the environment's proxy variables have no effect.
 */
export class Dispatchers {
  private readonly agents = new Map<string, Agent>();

  constructor(
    private readonly policy: ConnectPolicy,
    private readonly dialFor: (profile: EgressProfile) => Dial,
  ) {}

  of(profile: EgressProfile): Agent {
    const agent = this.agents.get(profile.key) ?? this.create(profile);
    this.agents.delete(profile.key);
    this.agents.set(profile.key, agent);
    this.closeOldest();
    return agent;
  }

  /** Lets running requests end and closes every connection. */
  async close(): Promise<void> {
    const agents = [...this.agents.values()];
    this.agents.clear();
    await Promise.all(agents.map((agent) => agent.close()));
  }

  private create(profile: EgressProfile): Agent {
    return new Agent({
      connect: guardedConnector(profile, this.policy, this.dialFor(profile)),
      connections: connectionsPerOrigin,
      pipelining: 1,
      allowH2: false,
      maxHeaderSize: maxHeaderBytes,
    });
  }

  private closeOldest(): void {
    const [oldest] = this.agents;
    if (this.agents.size > maxAgents && oldest !== undefined) {
      this.agents.delete(oldest[0]);
      void oldest[1].close();
    }
  }
}
