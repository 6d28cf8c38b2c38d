// Tells a value with its type, so that 1, 1.0 and '1' are three.
module.exports = function tell(value) {
  if (value === null || typeof value === 'boolean') return value
  if (typeof value === 'bigint') return ['i', String(value)]
  if (typeof value === 'string') return ['t', value]
  if (Array.isArray(value)) return ['l', value.map(tell)]
  if (value instanceof Map) return ['m', [...value].map(([name, item]) => [name, tell(item)])]
  if (typeof value === 'number') {
    const bits = Buffer.alloc(8)
    bits.writeDoubleBE(value)
    return ['f', bits.toString('hex')]
  }
  return ['?', String(value)]
}
