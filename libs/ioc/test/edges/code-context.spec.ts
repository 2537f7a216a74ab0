import { extract } from '../../src/index';
import { describeRows } from './rows';

/** Members of objects whose last part is a top-level domain too, as source code has them. */
describeRows('names in source code are no hosts', [
  ['a member of the object itself', 'this.store = 1; self.zone = 2', []],
  ['a variable of a configuration', 'name = var.app.name', []],
  ['both sides of an assignment', 'event.target.style.top = event.page.top;', []],
  ['an operand of a comparison', 'if (order.live === total.shop) {', []],
  ['an argument of a member that is called', 'render.draw(scene.camera, scene.world)', []],
  ['the result of an arrow function', 'rows.map((row) => row.price.net)', []],
  ['a declaration', 'const link = state.link', []],
  ['a returned value', 'return answer.link', []],
  ['a spread and a property', 'return { ...answer.data, date: entry.date }', []],
  ['a template', '`sent ${route.zone}`', []],
  ['a template of a page', '<p>{{ order.shop }}</p>', []],
  ['a pointer', 'free(conn->peer); close(peer.world);', []],
  ['a channel and a short declaration', 'x := cfg.world', []],
  ['the key of a quoted value', 'tool.name = "x"', []],
  ['a resource of an infrastructure', 'zone_id = aws_route53_zone.main.id', []],
  ['a method that is called like a file type', 'res.json(); app.conf("a")', []],
  ['the frame of a stack trace', 'at x (Main.java:42)', ['file_name Main.java']],
]);

describeRows('hosts that look like members are hosts', [
  ['defanged', 'const a = this[.]store;', ['domain this.store']],
  ['in quotes', 'this.host = "relay.world";', ['domain relay.world']],
  ['in a remark', 'x.run(); // C2 is relay.world', ['domain relay.world']],
  ['in a remark of a script', 'self.a() # relay.world', ['domain relay.world']],
  ['an argument of a command', 'ping relay.world && curl relay.live', ['domain relay.world', 'domain relay.live']],
  ['after a label', 'domain: self.zone', ['domain self.zone']],
  ['after a label of a log', 'x.f(1) host=relay.world, a', ['domain relay.world']],
  ['a field of a log', 'drop() dst=relay.world proto=6', ['domain relay.world']],
  [
    'a list of its own lines',
    'relay.world\nthis.store\nself.zone',
    ['domain relay.world', 'domain this.store', 'domain self.zone'],
  ],
  [
    'a list in a sentence',
    'Blocked: relay.world, relay.live; relay.tools.',
    ['domain relay.world', 'domain relay.live', 'domain relay.tools'],
  ],
  [
    'an address in brackets behind it',
    'relay.com(203.0.113.7), relay.world',
    ['domain relay.com', 'ipv4 203.0.113.7', 'domain relay.world'],
  ],
  ['an arrow of a log', 'relay.world -> 203.0.113.7', ['domain relay.world', 'ipv4 203.0.113.7']],
  ['a double arrow of a log', 'relay.world => 203.0.113.7', ['domain relay.world', 'ipv4 203.0.113.7']],
  ['a hyphen in it', 'return mail-relay.world;', ['domain mail-relay.world']],
  ['a suffix that no member has', 'return relay.com;', ['domain relay.com']],
  ['a port behind it', 'x.dial(relay.world:8443)', ['domain relay.world']],
  ['a scheme', 'fetch(https://relay.world)', ['url https://relay.world/']],
]);

describeRows('the suffix set off in brackets', [
  ['a signature', 'Domain in DNS Lookup (evil-lookup .top)', ['domain evil-lookup.top']],
  ['a longer name', '(cdn.evil-lookup .com)', ['domain cdn.evil-lookup.com']],
  ['an article before it', 'hosts (the .com) are', []],
  ['a sentence before it', '(we saw .com)', []],
  ['no brackets', 'lookup .com', []],
]);

it('a member of a program is reported when ambiguous names are asked for', () => {
  expect(extract('return answer.link', { includeAmbiguous: true })).toEqual([
    expect.objectContaining({ type: 'domain', value: 'answer.link', flags: ['code_like'], confidence: 0.3 }),
  ]);
});
