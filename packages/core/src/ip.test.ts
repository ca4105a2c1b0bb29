import { BlockList, isIPv4, isIPv6 } from 'node:net'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { canonicalIp, compileIpAllow, parseCidr } from './ip.ts'

/** Addresses close to each other, so that ranges meet them often. */
const anyV4 = fc
  .tuple(fc.constantFrom(0, 10, 255), fc.constantFrom(0, 1, 128), fc.nat(3), fc.nat(255))
  .map(octets => octets.join('.'))
const anyV6 = fc.oneof(
  fc
    .tuple(
      fc.constantFrom('2001:db8', 'fe80:0'),
      fc.array(fc.constantFrom('0', '1', 'ffff'), { minLength: 6, maxLength: 6 }),
    )
    .map(([start, rest]) => `${start}:${rest.join(':')}`),
  fc.constantFrom('::', '::1', '2001:db8::', '2001:DB8::1', '2001:db8:0:0:1::', 'fe80::0:1'),
  fc.ipV6(),
)

describe('an IP allow-list', () => {
  it('agrees with node:net on IPv4', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(anyV4, fc.nat(32)), { maxLength: 3 }), anyV4, (list, ip) => {
        const reference = new BlockList()
        for (const [network, bits] of list) reference.addSubnet(network, bits, 'ipv4')
        const allows = compileIpAllow(list.map(([network, bits]) => `${network}/${bits}`))
        expect(allows(ip)).toBe(reference.check(ip, 'ipv4'))
        expect(allows(`::ffff:${ip}`)).toBe(reference.check(ip, 'ipv4'))
      }),
      { numRuns: 1000 },
    )
  })

  it('agrees with node:net on IPv6', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(anyV6, fc.nat(128)), { maxLength: 3 }), anyV6, (list, ip) => {
        fc.pre(parseCidr(ip)?.family === 6)
        const reference = new BlockList()
        for (const [network, bits] of list) reference.addSubnet(network, bits, 'ipv6')
        const allows = compileIpAllow(list.map(([network, bits]) => `${network}/${bits}`))
        expect(allows(ip)).toBe(reference.check(ip, 'ipv6'))
      }),
      { numRuns: 1000 },
    )
  })

  it('lets nobody through when it is empty, and no text that is no address', () => {
    expect(compileIpAllow([])('10.0.0.1')).toBe(false)
    const everyone = compileIpAllow(['0.0.0.0/0', '::/0'])
    for (const text of ['', 'localhost', '10.0.0.1:80', '[::1]', '10.0.0.0/8', 'fe80::1%eth0']) {
      expect(everyone(text)).toBe(false)
    }
    expect(everyone('10.0.0.1')).toBe(true)
    expect(everyone('::1')).toBe(true)
  })

  it('takes an IPv4 address written as IPv6 for IPv4, in the list and in the question', () => {
    expect(compileIpAllow(['10.0.0.0/8'])('::ffff:a01:203')).toBe(true)
    expect(compileIpAllow(['::ffff:10.0.0.0/104'])('10.1.2.3')).toBe(true)
    expect(compileIpAllow(['::/0'])('10.1.2.3')).toBe(false)
    expect(compileIpAllow(['::/0'])('::ffff:10.1.2.3')).toBe(false)
    expect(compileIpAllow(['0.0.0.0/0'])('::1')).toBe(false)
  })

  it('does not compile an entry that is no address', () => {
    expect(() => compileIpAllow(['10.0.0.1', 'example.com'])).toThrow(RangeError)
  })
})

describe('parseCidr', () => {
  it.each([
    ['10.1.2.3', '10.1.2.3/32'],
    ['10.1.2.3/8', '10.0.0.0/8'],
    ['255.255.255.255/1', '128.0.0.0/1'],
    ['0.0.0.0/0', '0.0.0.0/0'],
    ['::1', '::1/128'],
    ['::', '::/128'],
    ['2001:DB8:0:0:0:0:0:1/32', '2001:db8::/32'],
    ['2001:db8:0:0:1:0:0:1', '2001:db8::1:0:0:1/128'],
    ['2001:db8:0:1:1:1:1:1', '2001:db8:0:1:1:1:1:1/128'],
    ['1:0:0:2:0:0:0:3', '1:0:0:2::3/128'],
    ['1::', '1::/128'],
    ['::ffff:10.1.2.3', '10.1.2.3/32'],
    ['::ffff:10.1.2.3/104', '10.0.0.0/8'],
    ['64:ff9b::10.1.2.3', '64:ff9b::a01:203/128'],
  ])('writes %s as %s', (text, canonical) => {
    expect(parseCidr(text)?.text).toBe(canonical)
    expect(parseCidr(canonical)?.text).toBe(canonical)
  })

  it.each([
    '10.0.0',
    '10.0.0.0.0',
    '10.0.0.256',
    '010.0.0.1',
    '10.0.0.',
    '.10.0.0',
    '10..0.1',
    '1e1.0.0.1',
    '10.0.0.1/33',
    '10.0.0.1/',
    '10.0.0.1/08',
    '10.0.0.1/-1',
    '10.0.0.1/8/8',
    ' 10.0.0.1',
    '10.0.0.1\n',
    ':',
    ':::',
    '1:2',
    '1::2::3',
    '1:2:3:4:5:6:7:8:9',
    '1:2:3:4:5:6:7:8::',
    '12345::',
    'g::',
    '::1/129',
    '1.2.3.4::',
    '::1.2.3.4:5',
    '::1.2.3',
    'fe80::1%eth0',
    '0x10.0.0.1',
    '',
  ])('refuses %j', text => {
    expect(parseCidr(text)).toBeUndefined()
  })

  it('reads exactly the addresses that node:net reads', () => {
    const anyText = fc.oneof(
      fc.ipV4(),
      fc.ipV6(),
      fc.ipV4Extended(),
      fc.stringMatching(/^[0-9a-f:.]{0,20}$/),
      fc
        .array(fc.constantFrom('1', 'ab', ':', '::', '.', '0', '255'), { maxLength: 12 })
        .map(parts => parts.join('')),
    )
    fc.assert(
      fc.property(anyText, text => {
        expect(canonicalIp(text) !== undefined).toBe(isIPv4(text) || isIPv6(text))
      }),
      { numRuns: 3000 },
    )
  })

  it('writes one address one way', () => {
    fc.assert(
      fc.property(fc.ipV6(), ip => {
        const canonical = canonicalIp(ip) ?? ''
        const list = new BlockList()
        list.addAddress(ip, 'ipv6')
        expect(list.check(canonical, canonical.includes(':') ? 'ipv6' : 'ipv4')).toBe(true)
        expect(canonicalIp(canonical)).toBe(canonical)
      }),
    )
  })
})
