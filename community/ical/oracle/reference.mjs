// Other programs' reading of calendars as a filter: one JSON question a line in, one JSON answer a line out.
//
//   {"rule","start","until"} ──rrule──▶ {"dates":["20260105T183000"…]}   by the clock on the wall
//   {"ics","from","until"} ──ical.js──▶ {"starts":[Unix seconds…]}      changed dates in their places, those called off left out
import { createInterface } from 'node:readline'
import ICAL from 'ical.js'
import rrule from 'rrule'

const wall = (date) => date.toISOString().replace(/[-:]|\.000Z/g, '')

function dates({ rule, start, until }) {
  const set = rrule.rrulestr(`DTSTART:${start}Z\nRRULE:${rule}`)
  return set.between(new Date('1900-01-01T00:00:00Z'), new Date(until), true).map(wall)
}

function starts({ ics, from, until }) {
  ICAL.TimezoneService.reset()
  const calendar = new ICAL.Component(ICAL.parse(ics))
  for (const zone of calendar.getAllSubcomponents('vtimezone')) ICAL.TimezoneService.register(zone)
  const events = calendar.getAllSubcomponents('vevent').map((event) => new ICAL.Event(event))
  const found = []
  for (const event of events.filter((event) => !event.isRecurrenceException())) {
    for (const change of events) if (change.isRecurrenceException() && change.uid === event.uid) event.relateException(change)
    const iterator = event.iterator()
    for (let next = iterator.next(); next; next = iterator.next()) {
      const { item, startDate } = event.getOccurrenceDetails(next)
      if (next.toUnixTime() > until + 90 * 86400) break
      const at = startDate.isDate ? startDate.toJSDate().getTime() / 1000 : startDate.toUnixTime()
      if (at >= from && at < until && item.component.getFirstPropertyValue('status') !== 'CANCELLED') found.push(at)
    }
  }
  return found.sort((a, b) => a - b)
}

for await (const line of createInterface({ input: process.stdin })) {
  const question = JSON.parse(line)
  let said
  try {
    said = question.rule ? { dates: dates(question) } : { starts: starts(question) }
  } catch (refusal) {
    said = { error: String(refusal.stack ?? refusal) }
  }
  process.stdout.write(JSON.stringify(said) + '\n')
}
