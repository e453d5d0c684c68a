// The reference implementation as a filter: one JSON question a line in, one JSON answer a line out.
//
//   {"oh","state","windows":[[from,to]…]} ──▶ {"answers":[[[from,to,"open"|"unknown",comment|null]…]…],"error":null|text}
//
// Instants are Unix seconds; state is what Nominatim says of the place; the time zone is this process's (TZ).
import { createInterface } from 'node:readline'
import OpeningHours from 'opening_hours'

const second = (date) => date.getTime() / 1000

function answer({ oh, state, windows }) {
  const place = { lat: '43.2965', lon: '5.3698', address: { country_code: 'fr', state } }
  const hours = new OpeningHours(oh, place)
  return windows.map(([from, to]) =>
    hours
      .getOpenIntervals(new Date(from * 1000), new Date(to * 1000))
      .map(([a, b, unknown, comment]) => [second(a), second(b), unknown ? 'unknown' : 'open', comment ?? null]),
  )
}

for await (const line of createInterface({ input: process.stdin })) {
  let said
  try {
    said = { answers: answer(JSON.parse(line)), error: null }
  } catch (refusal) {
    said = { answers: [], error: String(refusal) }
  }
  process.stdout.write(JSON.stringify(said) + '\n')
}
