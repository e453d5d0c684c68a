"""Two more readers as a filter: {"ics", "from", "until"} a line in, {"icalendar": [starts], "khal": [starts]} a line out, Unix seconds.

icalendar reads the properties and dateutil their rules; khal expands each series as it does for its own calendar.
"""

import datetime
import json
import sys

import icalendar
from khal import icalendar as khal

UTC = datetime.timezone.utc


def components(ics):
    return [c for c in icalendar.Calendar.from_ical(ics).walk("VEVENT")]


def unix(start, zone):
    if not isinstance(start, datetime.datetime):
        start = datetime.datetime(start.year, start.month, start.day)
    if start.tzinfo is None:
        start = zone.localize(start)
    return int(start.timestamp())


def expand(ics, since, until, of_series):
    import pytz

    paris = pytz.timezone("Europe/Paris")
    events = components(ics)
    changed = {(str(e["UID"]), unix(e["RECURRENCE-ID"].dt, paris)) for e in events if "RECURRENCE-ID" in e}
    found = []
    for e in events:
        if e.get("STATUS") == "CANCELLED":
            continue
        once = "RECURRENCE-ID" in e
        starts = [e["DTSTART"].dt] if once else of_series(e, until)
        for start in starts:
            at = unix(start, paris)
            if since <= at < until and (once or (str(e["UID"]), at) not in changed):
                found.append(at)
    return sorted(set(found))


def by_dateutil(event, until):
    """The dates of a series by its own properties: rules by the clock on the wall, as RFC 5545 has them."""
    from dateutil import rrule

    start = event["DTSTART"].dt
    timed = isinstance(start, datetime.datetime)
    zone = start.tzinfo if timed else None
    naive = start.replace(tzinfo=None) if timed else datetime.datetime(start.year, start.month, start.day)

    def back(wall):
        if not timed:
            return wall.date()
        return zone.localize(wall) if hasattr(zone, "localize") else wall.replace(tzinfo=zone)

    def to_wall(value):
        if not isinstance(value, datetime.datetime):
            return datetime.datetime(value.year, value.month, value.day)
        return (value.astimezone(zone) if timed and value.tzinfo else value).replace(tzinfo=None)

    def values(name):
        given = event.get(name, [])
        return [d.dt for one in (given if isinstance(given, list) else [given]) for d in one.dts]

    dates = {naive}
    if "RRULE" in event:
        rule = dict(event["RRULE"])
        if "UNTIL" in rule:
            rule["UNTIL"] = [to_wall(u) for u in rule["UNTIL"]]
        text = icalendar.vRecur(rule).to_ical().decode()
        end = datetime.datetime.fromtimestamp(until + 86400, UTC).replace(tzinfo=None)
        dates |= set(rrule.rrulestr(text, dtstart=naive).between(naive, end, inc=True))
    dates |= {to_wall(d) for d in values("RDATE")}
    dates -= {to_wall(d) for d in values("EXDATE")}
    return [back(d) for d in dates]


def by_khal(event, until):
    event = khal.sanitize(event, default_timezone=__import__("pytz").timezone("Europe/Paris"))
    return [start for start, _ in khal.expand(event)]


for line in sys.stdin:
    q = json.loads(line)
    answer = {}
    for name, series in (("icalendar", by_dateutil), ("khal", by_khal)):
        try:
            answer[name] = expand(q["ics"], q["from"], q["until"], series)
        except Exception as refusal:  # the test says what and where
            answer["error"] = f"{name}: {refusal!r}"
    print(json.dumps(answer), flush=True)
